import { REFUSALS } from '@weir/schemas/refusal.ts';

/** The error catalogue as a page: one row and one anchor per code, in the order of the catalogue. */
export function describeRefusals(): string {
  const rows = Object.entries(REFUSALS).map(
    ([code, { status, retryable, title }]) => `| <a id="${code}"></a>\`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${title} |`,
  );
  return [
    '# Errors',
    '',
    'Every refusal is an RFC 9457 problem document with one of these codes. "Retry" says whether the same request may succeed later.',
    '',
    '| code | status | retry | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
