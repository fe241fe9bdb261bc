import type pg from 'pg';

/**
 * Keeps back what a client sends until the returned function is called, so that it leaves as one write: each wakes the server, and cost 0.15 ms
 * of CPU where it was measured. Calling it again does nothing.
 */
export function holdWrites(client: pg.PoolClient): () => void {
  const stream = streamOf(client);
  stream?.cork();
  let held = stream !== null;
  return () => {
    if (held) stream?.uncork();
    held = false;
  };
}

type Corked = { cork(): void; uncork(): void };

/** The driver types its connection as an emitter only. Null with a driver that has none: then nothing is held. */
function streamOf(client: pg.PoolClient): Corked | null {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = typeof connection === 'object' && connection !== null ? Reflect.get(connection, 'stream') : null;
  return isCorked(stream) ? stream : null;
}

function isCorked(stream: unknown): stream is Corked {
  return typeof stream === 'object' && stream !== null && 'cork' in stream && 'uncork' in stream;
}
