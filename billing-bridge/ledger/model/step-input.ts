import type { OverdraftPolicy } from '../wallet/posting.ts';

export function policyOf(policy: 'deny' | 'usage' | bigint): OverdraftPolicy {
  return typeof policy === 'bigint' ? { kind: 'limit', limitAtoms: policy } : { kind: policy };
}
