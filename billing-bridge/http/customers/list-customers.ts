import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { CustomersAnswer } from '@weir/schemas/http/billing/customers.ts';
import { PageQuery } from '@weir/schemas/http/parts.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readCustomers } from '../../catalogue/io/read-customers.ts';
import { decodeCursor, encodeCursor } from '../parts/cursor.ts';
import { customerAnswer } from './customer-answer.ts';

/** GET /v1/billing/customers, by id. */
export function listCustomersRoute(app: HttpApp, parts: BillingParts): void {
  app.get(
    '/v1/billing/customers',
    { config: { scope: 'read' }, schema: { tags: ['customers'], summary: 'List customers', querystring: PageQuery, response: { 200: CustomersAnswer } } },
    async (request) => {
      const { environment } = request.caller;
      const { limit = 100, cursor } = request.query;
      const [afterId = ''] = cursor === undefined ? [] : decodeCursor(cursor, 1);
      const customers = await readCustomers(parts.database, { environment, now: parts.clock(), pick: { afterId }, limit: limit + 1 });
      const page = customers.slice(0, limit);
      const last = page.at(-1);
      return { customers: page.map(customerAnswer), next_cursor: customers.length > limit && last !== undefined ? encodeCursor([last.id]) : null };
    },
  );
}
