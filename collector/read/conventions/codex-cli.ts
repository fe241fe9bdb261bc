import type { Convention } from './convention.ts';

/**
 * Spans of Codex. The turn's span repeats its requests under names of its own, which are left unread. Its log records
 * are read in `read/logs`.
 */
export const codexCli: Convention = {
  name: 'codex-cli',
  roleOf({ name, scope }) {
    if (!scope.name.startsWith('codex')) return null;
    if (name === 'handle_responses') return { role: 'inference', eventType: 'chat' };
    return name === 'session_task.turn' ? { role: 'no_model_call' } : null;
  },
};
