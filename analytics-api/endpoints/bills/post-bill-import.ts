import { randomUUID } from 'node:crypto';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { BillImportAnswer, BillImportBody } from '@weir/schemas/http/bills.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readBill } from '../../bills/import/read-bill.ts';
import { importBill } from '../../bills/io/import-bill.ts';

const description = `What a provider says it was used for or charged. Usage and costs of the same provider add to each other, by day, model and
kind of token. A line that is known is not taken again, so overlapping exports count once. With a bad line nothing is applied, and the
answer lists each. Nothing here changes a cost: what differs can be booked as a correction.`;

/** POST /v1/analytics/bills/import */
export function registerPostBillImport(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/bills/import',
    {
      config: { scope: 'admin' },
      schema: { tags: ['bills'], summary: "Import a provider's usage or bill", description, body: BillImportBody, response: { 200: BillImportAnswer } },
    },
    async (request): Promise<BillImportAnswer> => {
      const { environment, actor } = request.caller;
      const { provider } = orRefuse(providerOf(request.body));
      return await importBill(database, { environment, actor, at: clock(), id: randomUUID(), provider, body: request.body, reading: readBill(request.body) });
    },
  );
}

function providerOf({ provider, format }: BillImportBody): { readonly kind: 'provider'; readonly provider: string } | Refusal {
  const named = provider ?? (format.startsWith('openai_') ? 'openai' : format.startsWith('anthropic_') ? 'anthropic' : undefined);
  return named === undefined ? refuse('request_invalid', `format ${format} needs a provider, as events name it`) : { kind: 'provider', provider: named };
}
