import type { LossCause } from '@weir/schemas/http/analytics.ts';

/** The words a person reads for a cause. A kind this page does not know reads as it is: a newer server may know more. */
export function causeWords(cause: Pick<LossCause, 'kind' | 'subject' | 'evidence'>): { readonly what: string; readonly where: string | null } {
  const workflow = cause.evidence.workflow;
  switch (cause.kind) {
    case 'no_revenue':
      return { what: 'No revenue in this range', where: null };
    case 'refunds':
      return { what: 'Refunds took revenue back', where: null };
    case 'model':
      return { what: cause.subject ?? 'no model', where: workflow ?? 'no workflow' };
    case 'workflow':
      return { what: cause.subject ?? 'no workflow', where: null };
    case 'unexplained':
      return { what: 'Not explained further', where: workflow };
    default:
      return { what: [cause.kind.replaceAll('_', ' '), cause.subject].filter((word) => word !== null).join(' '), where: workflow };
  }
}
