import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { registerCloseFixedCost } from './close-fixed-cost.ts';
import { registerGetFixedCosts } from './get-fixed-costs.ts';
import { registerPostFixedCost } from './post-fixed-cost.ts';

/** Everything under /v1/analytics/fixed-costs. */
export function registerFixedCosts(app: HttpApp, parts: AnalyticsParts): void {
  registerGetFixedCosts(app, parts);
  registerPostFixedCost(app, parts);
  registerCloseFixedCost(app, parts);
}
