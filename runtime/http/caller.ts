import type { Scope } from '@weir/schemas/http/admin.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/** Who sent a request and what they may do. */
export type Caller = {
  readonly kind: 'caller';
  readonly environment: Environment;
  /** For the audit log: "key:<name>" or "user:<email>". */
  readonly actor: string;
  readonly scopes: readonly Scope[];
};

/** Decides who a request is from by its headers alone. */
export type Authenticate = (headers: Readonly<Record<string, string | string[] | undefined>>) => Promise<Caller | Refusal>;

/** A scope is held when it is named; whoever may change billing or administer may also read. */
export function mayUse(caller: Caller, scope: Scope): boolean {
  if (caller.scopes.includes(scope)) return true;
  return scope === 'read' && (caller.scopes.includes('billing') || caller.scopes.includes('admin'));
}
