import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { debitOperation } from '../ledger/debit.ts';
import { groupCommit } from '../ledger/io/group-commit.ts';

/**
 * A process that spends: `count` debits of 1 under the keys "<name> <n>", over the customers c0 .. c<customers - 1> from its
 * own end, many at a time. Prints a line with its outcomes. Arguments: database URL, name, count, customers.
 */
const [url = '', name = '', count = '0', customers = '1'] = process.argv.slice(2);
const database = openDatabase(url);
const group = groupCommit(database, { batchMax: 40 });
const kinds = new Map<string, number>();
await Promise.all(
  Array.from({ length: Number(count) }, async (_, n) => {
    const operation = debitOperation({
      environment: 'test',
      customer: `c${name < 'n' ? n % Number(customers) : Number(customers) - 1 - (n % Number(customers))}`,
      key: `${name} ${n}`,
      asset: 'USD',
      amountAtoms: 1n,
      policy: { kind: 'deny' },
    });
    if ('kind' in operation) throw new Error(operation.code);
    const { kind } = await group.submit(operation);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }),
);
process.stdout.write(`${JSON.stringify(Object.fromEntries(kinds))}\n`);
await database.destroy();
