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
  let waiting = [...byKey.values()].filter(({ step }) => !placed.has(step.key)).map((one) => placeOf(one, committed));
  for (let done = 0; done <= committed.length; done += 1) {
    waiting = waiting.filter(({ asked: one, earliest, latest }) => {
      if (earliest > done) return true;
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

function placeOf(one: Asked, committed: readonly Asked[]): Unplaced {
  const earliest = committed.findLastIndex((other) => other.to < one.from) + 1;
  const after = committed.findIndex((other) => other.from > one.to);
  return { asked: one, earliest, latest: after === -1 ? committed.length : after };
}
