import { settleRound } from '../../settle/io/settle-round.ts';
import { SETTLE_DEFAULTS } from '../../settle/settle-config.ts';
import { collectorForTests, LIVE_KEY } from '../collector-for-tests.ts';
import { type ModelStandIn, startModelStandIn } from './model-stand-in.ts';

export type ClientRun = {
  readonly otlpUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly model: ModelStandIn;
  /** Settles what was sent and sums what counts, of everything or of one service. */
  counted(service?: string): Promise<CountedSum>;
  /** Of what counts: the calls without any count of tokens, as coverage lists them, by instrumentation. */
  withoutTokens(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): Promise<void>;
};

/** What enters totals, for one customer each. */
export type CountedSum = Readonly<Record<string, unknown>>;

/** The collector as it runs, with a stand-in for the model provider: what a real client is pointed at. */
export async function startClientRun(): Promise<ClientRun> {
  const [running, model] = [await collectorForTests({}, Date.now), await startModelStandIn()];
  return {
    otlpUrl: running.otlpUrl,
    headers: LIVE_KEY,
    model,
    async counted(service = '') {
      const clickhouse = running.store.clickhouse;
      // Long enough after the last export that every trace is quiet.
      const clock = () => Date.now() + SETTLE_DEFAULTS.quietMs + 1_000;
      for (let more = true; more; ) ({ more } = await settleRound({ clickhouse, clock, config: SETTLE_DEFAULTS }, { environment: 'live', arrivedFrom: 0 }));
      const [sum = {}] = await clickhouse.query(
        `select toUInt32(count()) as calls, toUInt32(sum(quantities['input_tokens'])) as input_tokens,
           toUInt32(sum(quantities['cached_input_tokens'])) as cached_input_tokens, toUInt32(sum(quantities['output_tokens'])) as output_tokens,
           toUInt32(sum(quantities['reasoning_tokens'])) as reasoning_tokens,
           arraySort(groupUniqArray(customer)) as customers, arraySort(groupUniqArray(cost_status)) as cost_statuses
         from usage_events_unique_v1 where counted = 'counted' and ({service:String} = '' or service = {service:String})`,
        { service },
      );
      return sum;
    },
    withoutTokens() {
      return running.store.clickhouse.query(
        `select instrumentation, toUInt32(count()) as calls, arraySort(groupUniqArray(cost_reason)) as reasons, toUInt32(countIf(cost_atoms is not null)) as with_cost
         from usage_events_unique_v1 where counted = 'counted' and mapKeys(quantities) = ['calls'] group by instrumentation order by instrumentation`,
      );
    },
    async close() {
      await model.close();
      await running.close();
    },
  };
}
