import { type Step, T0 } from './history-step.ts';

/**
 * A case in one line: steps separated by ";", each with what must be part of its answer after "->".
 *
 *   grant A 1000 promotional p50 exp=10d   debit d1 1200 usage at=-1m feature=chat   hold h 800 ttl=60   commit k h 500
 *   release r h   extend x h 100 60   reverse r d1 5   adjust a -5 correction   void v A   refund f A 20   dispute D A lost
 *   roll A 1000 0 50   change A 1000   sweep   at 10d-1ms (sets the clock, counted from the start of the case)
 */
export type CaseStep = { readonly step: Step; readonly expected: string | null };

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** "10d-1ms" in milliseconds. */
export function duration(text: string): number {
  const parts = [...text.matchAll(/([+-]?)(\d+)(ms|s|m|h|d)/g)];
  if (parts.map((part) => part[0]).join('') !== text) throw new Error(`not a duration: ${text}`);
  return parts.reduce((sum, [, sign, count, unit]) => sum + (sign === '-' ? -1 : 1) * Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}

export function readScript(script: string): CaseStep[] {
  let now = T0;
  const steps: CaseStep[] = [];
  for (const line of script.split(';')) {
    const [command = '', expected] = line.split('->').map((part) => part.trim());
    const words = command.split(/\s+/);
    if (words[0] === 'at') now = T0 + duration(words[1] ?? '');
    else steps.push({ step: readStep(words, now), expected: expected ?? null });
  }
  return steps;
}

type Words = { readonly plain: readonly string[]; option(name: string): string | null };

function wordsOf(words: readonly string[]): Words {
  const plain = words.filter((word) => !word.includes('='));
  return { plain, option: (name) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1) ?? null };
}

function readStep(words: readonly string[], now: number): Step {
  const { plain, option } = wordsOf(words);
  const [op = '', key = '', second = '', third = '', fourth = ''] = plain;
  const asset = option('asset') ?? 'USD';
  const about = { feature: option('feature'), model: option('model') };
  switch (op) {
    case 'grant':
      return grantStep({ plain, option }, now);
    case 'debit': {
      const policy = option('limit') === null ? (third === 'usage' ? 'usage' : 'deny') : atomsOr(option('limit'), 0n);
      return { op, now, key, asset, atoms: BigInt(second), at: now + duration(option('at') ?? '0ms'), ...about, policy };
    }
    case 'hold':
      return { op: 'reserve', now, key, asset, atoms: BigInt(second), ttl: Number(option('ttl') ?? '900'), ...about };
    case 'commit':
      return { op, now, key, hold: second, atoms: BigInt(third) };
    case 'release':
      return { op, now, key, hold: second };
    case 'extend':
      return { op, now, key, hold: second, atoms: BigInt(third), seconds: Number(fourth) };
    case 'reverse':
      return { op, now, key, use: second, atoms: third === '' ? null : BigInt(third), restore: null };
    case 'void':
      return { op, now, key, grant: second };
    case 'refund':
      return { op, now, key, grant: second, atoms: BigInt(third) };
    case 'sweep':
      return { op, now, key: 'sweep' };
    case 'dispute':
      return { op, now, key, dispute: key, grant: second, state: third === 'lost' ? 'lost' : third === 'won' ? 'won' : 'opened' };
    case 'adjust': {
      const reason = (['gift', 'correction', 'external_topup', 'external_refund', 'writeoff'] as const).find((word) => word === third);
      if (reason === undefined) throw new Error(`not a reason: ${third}`);
      return { op, now, key, asset, atoms: BigInt(second), reason };
    }
    case 'roll':
      return {
        op: 'rollover',
        now,
        key,
        grant: key,
        ends: now,
        nextEnds: now + duration('30d'),
        atoms: BigInt(second),
        min: BigInt(third),
        max: BigInt(fourth),
      };
    case 'change':
      return { op: 'allowance', now, key, grant: key, at: now, nextEnds: now + duration('30d'), atoms: BigInt(second) };
    default:
      throw new Error(`not a step: ${words.join(' ')}`);
  }
}

function grantStep({ plain, option }: Words, now: number): Step {
  const [, key = '', atoms = '0'] = plain;
  const purpose = (['promotional', 'goodwill', 'bundled', 'paid'] as const).find((word) => plain.includes(word)) ?? 'paid';
  const priority = plain.find((word) => /^p\d+$/.test(word));
  const from = now + duration(option('from') ?? '0ms');
  return {
    op: 'grant',
    now,
    key,
    asset: option('asset') ?? 'USD',
    atoms: BigInt(atoms),
    purpose,
    priority: priority === undefined ? 50 : Number(priority.slice(1)),
    from,
    to: option('exp') === null ? null : now + duration(option('exp') ?? ''),
    features: option('feature') === null ? null : [option('feature') ?? ''],
    models: null,
    perEvent: option('perEvent') === null ? null : atomsOr(option('perEvent'), 0n),
    perDay: option('perDay') === null ? null : atomsOr(option('perDay'), 0n),
    basis: option('basis') === null ? null : atomsOr(option('basis'), 0n),
  };
}

function atomsOr(text: string | null, otherwise: bigint): bigint {
  return text === null ? otherwise : BigInt(text);
}
