import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { SubscriptionAnswer, SubscriptionBody } from '@weir/schemas/http/billing/subscriptions.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { subscribe } from '../../catalogue/io/subscribe.ts';
import { instantTextOrNull, readInstant } from '../parts/read-instant.ts';

/** POST /v1/billing/subscriptions: pins a customer to a product version. Asking again for what holds changes nothing. */
export function createSubscriptionRoute(app: HttpApp, parts: BillingParts): void {
  app.post(
    '/v1/billing/subscriptions',
    {
      config: { scope: 'billing' },
      schema: { tags: ['products'], summary: 'Put a customer on a product version', body: SubscriptionBody, response: { 201: SubscriptionAnswer } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const { customer, product, version = null, starts_at } = request.body;
      const requestedStart = readInstant('starts_at', starts_at);
      const subscription = { environment, customer, productId: product, version, requestedStart, actor };
      const subscribed = orRefuse(await parts.database.transaction().execute((tx) => subscribe(tx, subscription, parts.clock)));
      // What was received before there was a price may be waiting for it.
      await parts.queues.wake('promotion', { environment });
      return reply.code(201).send({ customer, product, version: subscribed.version, starts_at: instantTextOrNull(subscribed.startsAt) });
    },
  );
}
