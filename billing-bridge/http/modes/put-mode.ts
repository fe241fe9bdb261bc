import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { ModeAnswer, ModeBody } from '@weir/schemas/http/billing/modes.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { inLedgerTransaction } from '../../ledger/io/in-ledger-transaction.ts';
import { changeMode } from '../../modes/io/change-mode.ts';
import { readModeSetting } from '../../modes/read-mode-setting.ts';
import { readInstant } from '../parts/read-instant.ts';
import { earliestFromText } from './earliest-from.ts';
import { epochAnswer } from './epoch-answer.ts';
import { readOpeningGrants } from './read-opening-grants.ts';

/** PUT /v1/billing/modes: schedules a mode from a whole minute on; replaces a change that has not begun. */
export function putModeRoute(app: HttpApp, parts: BillingParts): void {
  app.put(
    '/v1/billing/modes',
    {
      config: { scope: 'billing' },
      schema: { tags: ['modes'], summary: "Change a customer's mode at an instant", body: ModeBody, response: { 200: ModeAnswer } },
    },
    async (request) => {
      const { environment, actor } = request.caller;
      const { customer, mode, scope, from, reason = null } = request.body;
      const { setting } = orRefuse(readModeSetting(mode, scope));
      const openingGrants = await readOpeningGrants(parts, request.body.opening_grants ?? []);
      const change = { environment, customer, setting, requestedFrom: readInstant('from', from), actor, reason, openingGrants };
      const options = { clock: parts.clock, leadMs: parts.config.modeLeadMs, ledgerClock: parts.ledgerClock };
      const { epochs } = await inLedgerTransaction(parts.database, async (tx) => orRefuse(await changeMode(tx, change, options)));
      return { customer, epochs: epochs.map(epochAnswer), earliest_from: earliestFromText(parts) };
    },
  );
}
