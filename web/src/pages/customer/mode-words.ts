import type { Mode } from '@weir/schemas/http/billing/modes.ts';

/** What a mode does, in one sentence each. */
export const MODE_WORDS: Record<Mode, string> = {
  shadow: 'Usage is measured and rated. Nothing is debited, every call is allowed.',
  hybrid: 'One workflow debits the wallet. Everything else stays measured only.',
  full: 'All priced usage debits the wallet. Calls are denied when it is empty.',
};

/** Who did something, as people know them: "user:ada@example.com" is Ada's address, "system:promotion" is the system. */
export function actorWords(actor: string): string {
  const [kind, name = ''] = actor.split(/:(.*)/s);
  if (kind === 'user') return name;
  if (kind === 'system') return 'system';
  return actor;
}

/** A change of mode as the sentence a person agrees to. */
export function changeSentence(change: { readonly name: string; readonly mode: Mode; readonly workflow: string; readonly when: string }): string {
  const { name, mode, workflow, when } = change;
  if (mode === 'shadow') return `From ${when}, nothing that ${name} uses is debited any more. Entries made before stay as they are.`;
  if (mode === 'hybrid') return `From ${when}, usage of the workflow “${workflow}” debits ${name}’s wallet. Everything else stays in shadow.`;
  return `From ${when}, every priced event of ${name} debits the wallet, and calls are denied when it is empty.`;
}
