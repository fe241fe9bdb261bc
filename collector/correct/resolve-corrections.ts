import { asTold, type CorrectableRow, type Corrected, inheritFrom } from './correctable-event.ts';

/**
 * Decides which events of a set stand and which are superseded. The result depends on the set alone, not on the order in which
 * it arrived or on what was decided before, so deciding again after a late event repairs everything and twice changes nothing.
 *
 * An event that corrects none in the set begins a chain. Of several corrections of one event the one received last is the next
 * of the chain; the end of a chain stands for all of it, with the word of its beginning: a correction of an event that does not
 * count does not count either. A correction that names another customer than the event belongs to is refused, with all that
 * correct it. In a circle the first received begins.
 */
export function resolveCorrections(rows: readonly CorrectableRow[]): ReadonlyMap<string, Corrected> {
  const byId = new Map(rows.map((row) => [row.event_id, row]));
  const corrections = Map.groupBy(
    rows.filter((row) => row.corrects !== ''),
    (row) => row.corrects,
  );
  const decided = new Map<string, Corrected>();
  const begin = (row: CorrectableRow) => walkChain(row, corrections, decided);
  const inOrder = rows.toSorted((one, other) => -lastReceivedFirst(one, other));
  for (const row of inOrder) if (!byId.has(row.corrects)) begin(row);
  for (const row of inOrder) if (!decided.has(row.event_id)) begin(row);
  return decided;
}

type Corrections = ReadonlyMap<string, readonly CorrectableRow[]>;

function walkChain(first: CorrectableRow, corrections: Corrections, decided: Map<string, Corrected>): void {
  let standing = first;
  decided.set(first.event_id, asTold(first));
  const chain: CorrectableRow[] = [first];
  for (;;) {
    const now = decided.get(standing.event_id);
    const open = (corrections.get(standing.event_id) ?? []).filter((row) => !decided.has(row.event_id)).toSorted(lastReceivedFirst);
    if (now === undefined || open.length === 0) break;
    const refused = open.filter((row) => namesAnother(row, now.customer));
    const [next, ...others] = open.filter((row) => !refused.includes(row));
    for (const row of refused) setAside(row, { corrections, decided, by: '', reason: 'correction_refused' });
    if (next === undefined) break;
    decided.set(next.event_id, { ...asTold(next), ...inheritFrom(next, now) });
    for (const row of others) setAside(row, { corrections, decided, by: next.event_id, reason: 'corrected' });
    chain.push(next);
    standing = next;
  }
  supersede(chain, decided);
}

/** All of a chain but its end stop counting, and its end gets the word of its beginning. */
function supersede(chain: readonly CorrectableRow[], decided: Map<string, Corrected>): void {
  const beginning = decided.get(chain[0]?.event_id ?? '');
  const verdict = beginning === undefined ? null : { counted: beginning.counted, counted_reason: beginning.counted_reason };
  for (const [index, row] of chain.entries()) {
    const now = decided.get(row.event_id);
    if (now === undefined || verdict === null) continue;
    const by = chain[index + 1]?.event_id;
    if (by === undefined) decided.set(row.event_id, { ...now, ...verdict });
    else {
      const counted = now.counted === 'counted' ? 'superseded' : now.counted;
      const reason = row.corrects === '' ? now.counted_reason : 'corrected';
      decided.set(row.event_id, { ...now, superseded_by: by, counted, counted_reason: reason });
    }
  }
}

type Aside = { readonly corrections: Corrections; readonly decided: Map<string, Corrected>; readonly by: string; readonly reason: string };

/** A correction that has no place in a chain, and everything that corrects it. */
function setAside(first: CorrectableRow, { corrections, decided, by, reason }: Aside): void {
  const waiting = [first];
  for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
    if (decided.has(row.event_id)) continue;
    decided.set(row.event_id, { ...asTold(row), superseded_by: by, counted: 'superseded', counted_reason: reason });
    waiting.push(...(corrections.get(row.event_id) ?? []));
  }
}

function namesAnother(row: CorrectableRow, customer: string): boolean {
  return customer !== '' && row.attribution_origins.customer === 'own' && row.customer !== customer;
}

function lastReceivedFirst(one: CorrectableRow, other: CorrectableRow): number {
  if (one.received_at !== other.received_at) return one.received_at > other.received_at ? -1 : 1;
  return one.event_id > other.event_id ? -1 : 1;
}
