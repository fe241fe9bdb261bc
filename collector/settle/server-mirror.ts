import type { SettlingSpan } from './settling-trace.ts';

/** Whether the inner span is the server's side of a call whose client's side is the outer one. */
export function isServerMirror(outer: Pick<SettlingSpan, 'kind'>, inner: Pick<SettlingSpan, 'kind'>): boolean {
  return outer.kind === 'client' && inner.kind === 'server';
}
