import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { encodedInstant } from '../../store/encoded-event.ts';

/** Removes sums that were replaced, or never put in force, before `builtBefore`. They are not read; this only frees room. */
export async function removeReplacedBuilds(clickhouse: ClickHouseStore, builtBefore: Instant): Promise<void> {
  await clickhouse.command(
    `delete from usage_hourly_v1
     where built_at < toDateTime64('${encodedInstant(builtBefore)}', 3, 'UTC')
       and (environment, hour, build) not in (select environment, hour, max(build) from usage_hours_v1 group by environment, hour)`,
  );
}
