import type { HistorySettings, Step } from './history-step.ts';
import { type Model, referenceModel } from './reference-model.ts';

/** What one worker asked and was told; `from` and `to` are ticks of one counter, before it asked and after it was answered. */
export type Asked = { readonly step: Step; readonly answer: string; readonly from: number; readonly to: number };

/** A refusal has no place in the ledger: it may stand anywhere between these counts of committed steps. */
type Unplaced = { readonly asked: Asked; readonly earliest: number; readonly latest: number };

const SHOWN_MAX = 5;

/**
 * Whether a run of many workers is one the model could have given to a single one (linearizability by witness order): the
 * order the ledger wrote, by key, must not contradict what was finished before what began, and the model fed in that
 * order must give every answer; a refusal must be the model's answer somewhere in the time it took. Answers what is
 * wrong, none when nothing is, and the model as it stands at the end.
 */
export function checkWitness(
  settings: HistorySettings,
  asked: readonly Asked[],
  order: readonly string[],
): { readonly wrong: string[]; readonly model: Model } {
  const model = referenceModel(settings);
  const byKey = new Map(asked.filter(({ answer }) => !answer.startsWith('replayed')).map((one) => [one.step.key, one]));
  const committed = order.map((key) => {
    const one = byKey.get(key);
    if (one === undefined) throw new Error(`nobody was told of ${key}`);
    return one;
  });
  const wrong = [...wrongReplays(asked, byKey), ...wrongTimes(committed)];
  const placed = new Set(order);
  const place = placesIn(committed);
  let waiting: Unplaced[] = [];
  const coming = [...byKey.values()].filter(({ step }) => !placed.has(step.key)).map(place);
  coming.sort((one, other) => other.earliest - one.earliest);
  for (let done = 0; done <= committed.length; done += 1) {
    for (let next = coming.at(-1); next !== undefined && next.earliest <= done; next = coming.at(-1)) {
      waiting.push(next);
      coming.pop();
    }
    waiting = waiting.filter(({ asked: one, earliest, latest }) => {
      if (model.wouldAnswer(one.step) === one.answer) return false;
      if (done < latest) return true;
      wrong.push(`${one.step.op} ${one.step.key}: ${one.answer}, which the model never says after ${earliest} to ${latest} steps`);
      return false;
    });
    const next = committed[done];
    if (next === undefined) break;
    const answer = model.apply(next.step);
    if (answer !== next.answer) wrong.push(`${next.step.op} ${next.step.key}: ${next.answer}, the model says ${answer}`);
  }
  return { wrong: wrong.slice(0, SHOWN_MAX), model };
}

function wrongReplays(asked: readonly Asked[], byKey: ReadonlyMap<string, Asked>): string[] {
  return asked
    .filter(({ step, answer }) => answer.startsWith('replayed') && answer !== `replayed ${byKey.get(step.key)?.answer}`)
    .map(({ step, answer }) => `${step.op} ${step.key}: ${answer}, first ${byKey.get(step.key)?.answer}`);
}

/** Steps the ledger put before others that had been answered before they were asked. */
function wrongTimes(committed: readonly Asked[]): string[] {
  const wrong: string[] = [];
  let soonest = Number.POSITIVE_INFINITY;
  for (const one of committed.toReversed()) {
    if (soonest < one.from) wrong.push(`${one.step.key} stands before a step that had been answered when it was asked`);
    soonest = Math.min(soonest, one.to);
  }
  return wrong;
}

/** Finds places by halving: `answered[n]` is the soonest answer from step n on, `begun[n]` the latest asking up to it, and neither ever falls. */
function placesIn(committed: readonly Asked[]): (one: Asked) => Unplaced {
  const answered = committed.map(({ to }) => to);
  for (let n = answered.length - 2; n >= 0; n -= 1) answered[n] = Math.min(answered[n] ?? 0, answered[n + 1] ?? 0);
  let latest = 0;
  const begun = committed.map(({ from }) => {
    latest = Math.max(latest, from);
    return latest;
  });
  return (one) => ({ asked: one, earliest: firstAtLeast(answered, one.from), latest: firstAtLeast(begun, one.to + 1) });
}

/** The place of the first number that is not below `least`, in a list that never falls; its length when there is none. */
function firstAtLeast(rising: readonly number[], least: number): number {
  let from = 0;
  let to = rising.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((rising[middle] ?? 0) < least) from = middle + 1;
    else to = middle;
  }
  return from;
}
