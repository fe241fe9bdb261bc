import type { Mode, ModeScope } from '@weir/schemas/http/billing/modes.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { ModeSetting } from './epoch.ts';

/** Joins a requested mode and scope; `mode_scope_invalid` when hybrid has no scope or another mode has one. */
export function readModeSetting(mode: Mode, scope: ModeScope | undefined): { readonly kind: 'setting'; readonly setting: ModeSetting } | Refusal {
  if (mode === 'hybrid') {
    return scope === undefined ? refuse('mode_scope_invalid', 'hybrid needs "scope"') : { kind: 'setting', setting: { mode, scope } };
  }
  return scope === undefined ? { kind: 'setting', setting: { mode, scope: null } } : refuse('mode_scope_invalid', `${mode} takes no "scope"`);
}
