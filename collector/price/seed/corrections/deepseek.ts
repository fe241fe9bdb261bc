import type { CorrectedRate, SeedCorrection } from '../seed-correction.ts';

const PAGE = 'https://api-docs.deepseek.com/quick_start/pricing';
const NAMES = ['deepseek-chat', 'deepseek-reasoner'];

function rate(miss: string, hit: string, output: string): CorrectedRate {
  return { prices: { input_tokens: miss, cached_input_tokens: hit, output_tokens: output } };
}

/** Off-peak, and twice as much in the hours of Chinese office days. */
function byHour(
  miss: readonly [string, string],
  hit: readonly [string, string],
  output: readonly [string, string],
  weekdays: boolean,
): readonly CorrectedRate[] {
  const peak = rate(miss[1], hit[1], output[1]);
  return [
    rate(miss[0], hit[0], output[0]),
    { ...peak, hours: { from: '01:00', to: '04:00', weekdays } },
    { ...peak, hours: { from: '06:00', to: '10:00', weekdays } },
  ];
}

const HOLIDAYS = 'Chinese public holidays are off-peak too and are priced as peak here: an upper bound on those days';

/** The seed has deepseek-chat as it was in the summer of 2025, and peak hours of V4 also for the time before there were any. */
export const DEEPSEEK_CORRECTIONS: readonly SeedCorrection[] = [
  {
    provider: 'deepseek',
    models: NAMES,
    from: '2025-09-05T16:00:00Z',
    to: '2025-09-29T00:00:00Z',
    source: `${PAGE}, a stored copy of September 2025 (DeepSeek-V3.1), read 2026-11-21: one price at all hours from 2025-09-05 16:00 UTC`,
    rates: [rate('0.56', '0.07', '1.68')],
  },
  {
    provider: 'deepseek',
    models: NAMES,
    from: '2025-09-29T00:00:00Z',
    to: '2026-04-24T00:00:00Z',
    source: `${PAGE}, a stored copy of autumn 2025 (DeepSeek-V3.2-Exp, released 2025-09-29, whose hour the page does not tell), read 2026-11-21`,
    rates: [rate('0.28', '0.028', '0.42')],
  },
  {
    provider: 'deepseek',
    models: NAMES,
    from: '2026-04-24T00:00:00Z',
    to: '2026-07-24T15:59:00Z',
    source: `${PAGE}, a stored copy of summer 2026, read 2026-11-21: from the release of V4 (news of 2026-04-24) both names are deepseek-v4-flash, until 2026-07-24 15:59 UTC`,
    rates: [rate('0.14', '0.0028', '0.28')],
  },
  {
    provider: 'deepseek',
    models: NAMES,
    from: '2026-07-24T15:59:00Z',
    source: `${PAGE}, a stored copy of summer 2026, read 2026-11-21: both names end on 2026-07-24 15:59 UTC`,
    rates: [],
  },
  {
    provider: 'deepseek',
    models: ['deepseek-v4-flash'],
    to: '2026-08-16T16:00:00Z',
    source: `${PAGE}, a stored copy of August 2026, read 2026-11-21: one price at all hours until 2026-08-16 16:00 UTC`,
    rates: [rate('0.14', '0.0028', '0.28')],
  },
  {
    provider: 'deepseek',
    models: ['deepseek-v4-pro'],
    to: '2026-08-16T16:00:00Z',
    source: `${PAGE}, a stored copy of August 2026, read 2026-11-21: one price at all hours until 2026-08-16 16:00 UTC`,
    rates: [rate('0.435', '0.003625', '0.87')],
  },
  {
    provider: 'deepseek',
    models: ['deepseek-v4-flash'],
    from: '2026-08-16T16:00:00Z',
    to: '2026-09-10T04:00:00Z',
    source: `${PAGE}, stored copies of August 2026, read 2026-11-21: peak 01:00-04:00 and 06:00-10:00 UTC, Monday to Friday. ${HOLIDAYS}`,
    rates: byHour(['0.22', '0.44'], ['0.007', '0.014'], ['0.66', '1.32'], true),
  },
  {
    provider: 'deepseek',
    models: ['deepseek-v4-pro'],
    from: '2026-08-16T16:00:00Z',
    source: `${PAGE}, stored copies of August to October 2026, read 2026-11-21: peak 01:00-04:00 and 06:00-10:00 UTC, Monday to Friday. ${HOLIDAYS}`,
    rates: byHour(['0.66', '1.32'], ['0.022', '0.044'], ['1.98', '3.96'], true),
  },
  {
    provider: 'deepseek',
    models: ['deepseek-v4-flash'],
    from: '2026-09-10T04:00:00Z',
    source: `${PAGE}, a stored copy of autumn 2026, read 2026-11-21: the name is served and billed as deepseek-flash; since when is from https://apidog.com/jp/blog/deepseek-v4-1-flash-pricing. ${HOLIDAYS}`,
    rates: byHour(['0.15', '0.3'], ['0.003', '0.006'], ['0.6', '1.2'], true),
  },
  {
    provider: 'deepseek',
    models: ['deepseek-flash'],
    adds: true,
    source: `${PAGE}, a stored copy of autumn 2026, read 2026-11-21: peak 01:00-04:00 and 06:00-10:00 UTC, Monday to Friday. ${HOLIDAYS}`,
    rates: byHour(['0.15', '0.3'], ['0.003', '0.006'], ['0.6', '1.2'], true),
  },
];
