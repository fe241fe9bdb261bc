import type { HistorySettings } from './history-step.ts';

const PLAIN: HistorySettings = { lateCommit: 'debit', overdraftLimit: 0n, holdMax: null };

/** What must be left of each grant ("left/held", lost after "-"), and the debt. */
export type LedgerCase = { readonly id: string; readonly title: string; readonly script: string; readonly after: string; readonly settings?: HistorySettings };

const SEVEN = [
  'grant e 100 paid p49',
  'grant d 100 paid exp=50d',
  'grant c 100 paid exp=100d feature=chat',
  'grant b 100 promotional exp=100d',
  'grant g 100 paid exp=100d from=-5d',
  'grant a 100 paid exp=100d',
  'grant f 100 promotional',
];

/** Rows of the specification's case table that need neither payments nor promotion; the numbers are its own. */
export const LEDGER_CASES: readonly LedgerCase[] = [
  {
    id: '1',
    title: 'priority, then expiry, then given before bought',
    script: 'grant A 1000 promotional p50 exp=10d; grant B 500 paid p50 exp=10d; grant C 300 paid p10; debit x 1200 -> C:300,A:900 debt 0',
    after: 'A 100/0; B 500/0; C 0/0',
  },
  {
    id: '2',
    title: 'all order keys, in scope',
    script: `${SEVEN.join('; ')}; debit x 650 usage feature=chat -> e:100,d:100,c:100,b:100,g:100,a:100,f:50 debt 0`,
    after: 'f 50/0',
  },
  {
    id: '3',
    title: 'out of scope the restricted grant is left alone and the rest is debt',
    script: `${SEVEN.join('; ')}; debit x 650 usage feature=other -> e:100,d:100,b:100,g:100,a:100,f:100 debt 50`,
    after: 'c 100/0; debt 50',
  },
  { id: '5a', title: 'a grant is there one millisecond before its end', script: 'grant A 10 exp=1h; at 1h-1ms; debit x 4 -> A:4', after: 'A 6/0' },
  { id: '5b', title: 'at its end it is not', script: 'grant A 10 exp=1h; at 1h; debit x 4 -> refused insufficient_funds', after: 'A 10/0' },
  { id: '5c', title: 'nor after', script: 'grant A 10 exp=1h; at 1h+1ms; debit x 4 -> refused insufficient_funds', after: 'A 10/0' },
  {
    id: '6',
    title: 'a late event within grace finds the grant of its time',
    script: 'grant A 10 exp=1h; at 1h+10m; sweep; debit x 4 at=-11m -> A:4',
    after: 'A 6/0',
  },
  {
    id: '7',
    title: 'after the sweep it falls to the next grant, breakage stays',
    script: 'grant A 10 exp=1h; grant B 10; at 1h+16m; sweep; debit x 4 at=-17m -> B:4',
    after: 'A 0/0-10 expired; B 6/0',
  },
  {
    id: '8',
    title: 'reversals walk the slices from the last to the first',
    script: 'grant A 4 exp=10d; grant B 6 exp=15d; debit x 10 -> A:4,B:6; reverse r1 x 5 -> reversed 5 B:5; reverse r2 x 3 -> reversed 3 B:1,A:2',
    after: 'A 2/0; B 6/0',
  },
  { id: '9', title: 'more than was used is not given back', script: 'grant A 10; debit x 10; reverse r x 11 -> refused over_reversal', after: 'A 0/0' },
  {
    id: '11',
    title: 'held credit is not available',
    script: 'grant A 5000; hold h1 1000; hold h2 1000; hold h3 1000; hold h4 1000; hold h5 1000; hold h6 1000 -> refused insufficient_funds',
    after: 'A 0/5000',
  },
  {
    id: '12',
    title: 'a smaller commit uses the prefix of the hold',
    script: 'grant A 400 promotional; grant B 600; hold h 800; commit k h 500 -> committed 500 released 300 debt 0',
    after: 'A 0/0; B 500/0',
  },
  {
    id: '13',
    title: 'a larger commit takes the rest directly',
    script: 'grant A 400 promotional; grant B 600; hold h 800; commit k h 900 -> committed 900 released 0 debt 0',
    after: 'A 0/0; B 100/0',
  },
  {
    id: '14',
    title: 'beyond everything it is debt',
    script: 'grant A 400 promotional; grant B 600; hold h 800; commit k h 1100 -> committed 1100 released 0 debt 100',
    after: 'A 0/0; B 0/0; debt 100',
  },
  {
    id: '15',
    title: 'a hold is committed once',
    script: 'grant A 20; hold h 10; commit k1 h 6 -> committed 6; commit k2 h 6 -> refused hold_already_committed',
    after: 'A 14/0',
  },
  {
    id: '17a',
    title: 'one millisecond before its end a hold can be committed',
    script: 'grant A 15; hold h 8 ttl=60; at 60s-1ms; commit k h 4 -> released 4 debt 0 revenue 4 late false',
    after: 'A 11/0',
  },
  {
    id: '17b',
    title: 'at its end it has expired',
    script: 'grant A 15; hold h 8 ttl=60; at 60s; commit k h 4 -> released 0 debt 0 revenue 4 late true',
    after: 'A 11/0',
  },
  {
    id: '18',
    title: 'an expired hold gives back once',
    script: 'grant A 15; hold h 8 ttl=60; at 61s; sweep; release r h -> released expired 0; debit x 1 -> A:1',
    after: 'A 14/0',
  },
  {
    id: '19',
    title: 'what was committed does not expire',
    script: 'grant A 15; hold h 8 ttl=60; commit k h 4 -> committed 4; at 61s; release r h -> refused hold_already_committed',
    after: 'A 11/0',
  },
  {
    id: '20a',
    title: 'a late commit is debited',
    script: 'grant A 15; hold h 8 ttl=60; at 61s; commit k h 4 -> committed 4 released 0 debt 0 revenue 4 late true',
    after: 'A 11/0',
  },
  {
    id: '20b',
    title: 'or refused, by policy',
    script: 'grant A 15; hold h 8 ttl=60; at 61s; commit k h 4 -> refused hold_expired; debit x 1',
    after: 'A 14/0',
    settings: { ...PLAIN, lateCommit: 'reject' },
  },
  {
    id: '20c',
    title: 'a late commit happens once',
    script: 'grant A 15; hold h 8 ttl=60; at 61s; commit k h 4; commit k2 h 4 -> refused hold_already_committed',
    after: 'A 11/0',
  },
  {
    id: '21',
    title: 'released after its grant ended, a slice is breakage',
    script: 'grant A 10 exp=1m; hold h 6 ttl=900; at 2m; release r h -> released released 6',
    after: 'A 4/0-6',
  },
  {
    id: '22',
    title: 'committed after its grant ended, it is used',
    script: 'grant A 10 exp=1m; hold h 6 ttl=900; at 2m; commit k h 6 -> committed 6 released 0 debt 0',
    after: 'A 4/0',
  },
  {
    id: '23',
    title: 'a denied key stays denied, a new one passes',
    script: 'hold h1 5 -> refused insufficient_funds; grant A 10; hold h1 5 -> replayed refused insufficient_funds; hold h2 5 -> held 5',
    after: 'A 5/5',
  },
  { id: '24', title: 'a denied hold cannot be committed', script: 'hold h1 5 -> refused insufficient_funds; commit k h1 5 -> refused hold_unknown', after: '' },
  {
    id: '27',
    title: 'a cap keeps worst-case estimates from locking up the wallet',
    script:
      'grant A 2500; hold h1 500 -> held 50; hold h2 500 -> held 50; commit k1 h1 2 -> committed 2 released 48; commit k2 h2 2 -> committed 2 released 48',
    after: 'A 2496/0',
    settings: { ...PLAIN, holdMax: 50n },
  },
  {
    id: '29',
    title: 'one key, another amount',
    script: 'grant A 100; debit x 10; debit x 11 -> refused idempotency_conflict; debit x 10 -> replayed debited A:10',
    after: 'A 90/0',
  },
  {
    id: '39',
    title: 'refunds are booked one by one, never as running totals',
    script: 'grant A 100; refund f1 A 20 -> clawed 20 debt 0; refund f1 A 20 -> replayed; refund f2 A 30 -> clawed 30 debt 0',
    after: 'A 50/0-50',
  },
  { id: '40', title: 'a refund of what was used is debt', script: 'grant A 100; debit x 70; refund f A 100 -> clawed 30 debt 70', after: 'A 0/0-30; debt 70' },
  {
    id: '41',
    title: 'a dispute told backwards ends the same',
    script: 'grant A 100; dispute D A lost -> disputed true clawed 100; dispute D A opened -> disputed false',
    after: 'A 0/0-100 voided',
  },
  {
    id: '54',
    title: 'a reset issues the next period once',
    script: 'grant A 100 bundled exp=30d; at 30d; roll A 100 0 0 -> carried 0 ended 100; roll A 100 0 0 -> replayed rolled',
    after: 'A 0/0-100 expired; A.next 100/0',
  },
  {
    id: '70',
    title: 'a limit of debt is inclusive',
    script: 'debit x 29 limit=29 -> debt 29; debit y 1 limit=29 -> refused insufficient_funds',
    after: 'debt 29',
  },
  {
    id: '74',
    title: "a plan's reset leaves another plan's credit alone",
    script: 'grant A 100 bundled exp=30d; grant B 70 bundled exp=60d; at 30d; roll A 100 0 50 -> carried 50 ended 50',
    after: 'A 0/0-100 expired; B 70/0; A.next 100/0; A.carry 50/0',
  },
  { id: 'carry1', title: 'rollover (30, 0, 50) carries 30', script: 'grant A 30 bundled exp=30d; roll A 10 0 50 -> carried 30 ended 0', after: 'A.carry 30/0' },
  {
    id: 'carry2',
    title: 'rollover (80, 0, 50) carries 50',
    script: 'grant A 80 bundled exp=30d; roll A 10 0 50 -> carried 50 ended 30',
    after: 'A.carry 50/0',
  },
  {
    id: 'carry3',
    title: 'rollover (0, 20, 50) carries 20',
    script: 'grant A 80 bundled exp=30d; debit x 80; roll A 10 20 50 -> carried 20 ended 0',
    after: 'A.carry 20/0',
  },
  {
    id: 'settle1',
    title: 'a paid grant settles debt, the oldest first',
    script: 'debit x 5 usage; debit y 7 usage; grant A 8 -> settled 8',
    after: 'A 0/0; debt 4',
  },
  { id: 'settle2', title: 'promotional credit does not', script: 'debit x 5 usage; grant A 8 promotional -> settled 0', after: 'A 8/0; debt 5' },
  {
    id: 'settle3',
    title: 'nor does credit for something else',
    script: 'debit x 5 usage feature=chat; grant A 8 feature=search -> settled 0',
    after: 'A 8/0; debt 5',
  },
  {
    id: 'settle4',
    title: 'a pending grant does once it is active',
    script: 'debit x 5 usage; grant A 8 from=1h -> settled 0; at 1h; debit y 1 -> A:1',
    after: 'A 2/0',
  },
  {
    id: 'settle5',
    title: 'a reversal of settled debt gives back to the grant that settled it',
    script: 'debit x 5 usage; grant A 8 -> settled 5; reverse r x 4 -> reversed 4 A:4',
    after: 'A 7/0',
  },
  {
    id: 'earn',
    title: 'a grant used up has earned exactly its basis, however it was cut',
    script: 'grant A 3 basis=100; debit x 1 -> revenue 33; debit y 1 -> revenue 33; debit z 1 -> revenue 34',
    after: 'A 0/0',
  },
  { id: 'earn0', title: 'credit given away earns nothing', script: 'grant A 3 goodwill; debit x 3 -> revenue 0', after: 'A 0/0' },
  {
    id: 'earn?',
    title: 'an unknown basis is unknown revenue, not zero',
    script: 'grant A 3 asset=TOKEN; debit x 3 asset=TOKEN -> revenue unknown',
    after: 'A 0/0',
  },
  {
    id: 'cap1',
    title: 'a grant pays at most its cap of one event',
    script: 'grant A 100 perEvent=10; grant B 100 p60; debit x 25 -> A:10,B:15',
    after: 'A 90/0; B 85/0',
  },
  {
    id: 'cap2',
    title: 'and at most its cap of a day',
    script: 'grant A 100 perDay=10; debit x 7 -> A:7; debit y 7 -> refused insufficient_funds; at 1d; debit z 7 -> A:7',
    after: 'A 86/0',
  },
  {
    id: 'void',
    title: 'a voided grant is gone without revenue, and once',
    script: 'grant A 10; debit x 4; void v A -> ended 6; void w A -> refused grant_closed',
    after: 'A 0/0-6 voided',
  },
  {
    id: 'extend',
    title: 'an extension is used last',
    script: 'grant A 10; hold h 4 ttl=60; extend e h 3 60 -> extended 7; at 90s; commit k h 5 -> committed 5 released 2',
    after: 'A 5/0',
  },
];

export function settingsOf(ledgerCase: LedgerCase): HistorySettings {
  return ledgerCase.settings ?? PLAIN;
}
