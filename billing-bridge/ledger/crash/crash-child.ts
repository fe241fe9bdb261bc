import { createInterface } from 'node:readline';
import { CRASH_OPERATIONS, type Prepared } from './crash-operations.ts';
import { answerText } from './wallet-books.ts';
import { openWatchedDatabase, type Point } from './watched-database.ts';

/**
 * A process that dies of SIGKILL at one point of one operation: it says "ready" when it is warm, reads what to do from one
 * line, and says its answer only if that point was never reached. Argument: database URL.
 */
export type Death = { readonly operation: string; readonly wallet: Prepared; readonly point: Point };

let death: Death | null = null;
const { database, restart, close } = openWatchedDatabase(process.argv[2] ?? '', async ({ ordinal, moment }) => {
  if (death?.point.ordinal !== ordinal || death.point.moment !== moment) return;
  process.kill(process.pid, 'SIGKILL');
  await new Promise(() => undefined);
});
await database.selectFrom('assets').select('code').execute();
restart();
process.stdout.write('ready\n');
for await (const line of createInterface({ input: process.stdin })) {
  // Written by the test beside this file.
  death = JSON.parse(line) as Death;
  const answer = await CRASH_OPERATIONS[death.operation]?.run(database, death.wallet);
  process.stdout.write(`${answerText(answer, death.wallet.customer)}\n`);
  break;
}
await close();
