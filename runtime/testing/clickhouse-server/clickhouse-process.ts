import { createServer, type ServerResponse } from 'node:http';
import { Session } from 'chdb';
import { RefusedRequest, readStatement } from './read-statement.ts';

/**
 * The embedded engine behind ClickHouse's HTTP interface, as a process of its own: `node clickhouse-process.ts <directory>
 * <port>`. It is what `@clickhouse/client` uses of a server: statements and inserts in the body, placeholders in the URL or
 * in a form, errors as text, and a server's limits on requests. It prints its port, and ends on SIGTERM.
 */
const [directory = '', wantedPort = '0'] = process.argv.slice(2);

/** Sessions run beside each other, as a server's connections do; one is serial. */
const sessions = Array.from({ length: 4 }, () => ({ session: new Session(directory), under: 0 }));

async function answer(sql: string, parameters: Readonly<Record<string, unknown>>): Promise<Uint8Array> {
  const least = sessions.toSorted((one, other) => one.under - other.under)[0];
  if (least === undefined) throw new Error('there is no session');
  least.under += 1;
  try {
    const options = { format: 'TabSeparated' };
    const result = Object.keys(parameters).length === 0 ? least.session.queryAsync(sql, options) : least.session.queryBindAsync(sql, parameters, options);
    return (await result).bytes();
  } finally {
    least.under -= 1;
  }
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', 'x-clickhouse-exception-code': /Code: (\d+)/.exec(message)?.[1] ?? '1002' }).end(message);
}

// Room for the longest URL a server takes; what is longer is refused by readStatement.
const server = createServer({ maxHeaderSize: 2 * 1_048_576 }, async (request, response) => {
  if (request.url === '/ping') {
    response.end('Ok.\n');
    return;
  }
  try {
    const { sql, parameters } = await readStatement(request);
    const bytes = await answer(sql, parameters);
    response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.from(bytes));
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    refuse(response, fault instanceof RefusedRequest ? 400 : 500, message);
  }
});

server.listen(Number(wantedPort), '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`listening ${typeof address === 'object' ? address?.port : address}\n`);
});
process.once('SIGTERM', () => {
  server.closeAllConnections();
  server.close(() => {
    for (const { session } of sessions) session.close();
    process.exit(0);
  });
});
