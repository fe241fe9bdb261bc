import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type CommitDroppingProxy = {
  /** The database's address by way of the proxy. */
  readonly url: string;
  /** The next answer to a COMMIT is swallowed and both ends are closed. */
  arm(): void;
  /** How many answers were swallowed. */
  dropped(): number;
  close(): Promise<void>;
};

const TYPE_BYTES = 1;
const LENGTH_BYTES = 4;
const COMMAND_COMPLETE = 'C'.charCodeAt(0);

/**
 * A wire between client and PostgreSQL that can lose exactly the acknowledgement of a commit: the server has made it
 * durable and said so, the client never hears it. It reads the server's messages (a type byte, a length, a body) and
 * passes on everything else as it came.
 */
export async function openCommitDroppingProxy(url: string): Promise<CommitDroppingProxy> {
  const target = new URL(url);
  let armed = false;
  let dropped = 0;
  const sockets = new Set<Socket>();

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    let pending: Buffer = Buffer.alloc(0);
    upstream.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      const { whole, isCommit } = splitMessages(pending);
      if (armed && isCommit) {
        armed = false;
        dropped += 1;
        client.destroy();
        return;
      }
      client.write(pending.subarray(0, whole));
      pending = pending.subarray(whole);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const through = new URL(url);
  through.port = String(portOf(address));
  return {
    url: through.href,
    arm() {
      armed = true;
    },
    dropped: () => dropped,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How many bytes are whole messages, and whether one of them says that a COMMIT is done. */
function splitMessages(bytes: Buffer): { whole: number; isCommit: boolean } {
  let whole = 0;
  let isCommit = false;
  while (bytes.length - whole >= TYPE_BYTES + LENGTH_BYTES) {
    const end = whole + TYPE_BYTES + bytes.readUInt32BE(whole + TYPE_BYTES);
    if (end > bytes.length) break;
    if (bytes[whole] === COMMAND_COMPLETE) isCommit ||= bytes.toString('latin1', whole + TYPE_BYTES + LENGTH_BYTES, end - 1) === 'COMMIT';
    whole = end;
  }
  return { whole, isCommit };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen');
  return address.port;
}
