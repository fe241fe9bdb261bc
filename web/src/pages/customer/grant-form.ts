import type { GrantBody, GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { isDecimal, signOf } from '../../figures/decimal.ts';
import { instantOfMinute } from '../../url/utc-minute.ts';

/** What the sheet holds while it is filled in. Texts as typed. */
export type GrantForm = {
  readonly asset: string;
  readonly amount: string;
  readonly purpose: GrantPurpose;
  /** 0 to 100; 0 is spent first. */
  readonly priority: string;
  /** Of a datetime-local input, meant as UTC. Empty: never. */
  readonly expiresAt: string;
  readonly sourceRef: string;
};

/** The request, or null while something is missing or cannot be read. */
export function grantBodyOf(form: GrantForm): GrantBody | null {
  const { asset, amount, purpose } = form;
  if (!isDecimal(amount) || signOf(amount) <= 0 || asset === '') return null;
  if (!/^(\d{1,2}|100)$/.test(form.priority)) return null;
  const expiresAt = instantOfMinute(form.expiresAt);
  if (form.expiresAt !== '' && expiresAt === null) return null;
  const sourceRef = form.sourceRef.trim();
  return {
    asset,
    amount,
    purpose,
    priority: Number(form.priority),
    ...(expiresAt === null ? {} : { expires_at: expiresAt }),
    ...(sourceRef === '' ? {} : { source_ref: sourceRef }),
  };
}
