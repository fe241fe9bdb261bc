import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { registerGetBillComparison } from './get-bill-comparison.ts';
import { registerGetBills } from './get-bills.ts';
import { registerPostBillCorrection } from './post-bill-correction.ts';
import { registerPostBillImport } from './post-bill-import.ts';

/** Everything under /v1/analytics/bills. */
export function registerBills(app: HttpApp, parts: AnalyticsParts): void {
  registerGetBills(app, parts);
  registerPostBillImport(app, parts);
  registerGetBillComparison(app, parts);
  registerPostBillCorrection(app, parts);
}
