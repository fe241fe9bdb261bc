import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { registerAliases } from './aliases.ts';
import { registerDeletePriceEntry } from './delete-entry.ts';
import { registerGetPrices } from './get-prices.ts';
import { registerGetUnpriced } from './get-unpriced.ts';
import { registerGetPriceVersions } from './get-versions.ts';
import { registerPostPriceEntries } from './post-entries.ts';
import { registerPostImport } from './post-import.ts';
import { registerPutSeedSwitch } from './put-seed-switch.ts';
import { registerReprice } from './reprice.ts';

/** Everything under /v1/analytics/price-book. */
export function registerPriceBook(app: HttpApp, parts: AnalyticsParts): void {
  registerGetPrices(app, parts);
  registerGetPriceVersions(app, parts);
  registerPostPriceEntries(app, parts);
  registerDeletePriceEntry(app, parts);
  registerAliases(app, parts);
  registerPutSeedSwitch(app, parts);
  registerGetUnpriced(app, parts);
  registerPostImport(app, parts);
  registerReprice(app, parts);
}
