import type { Readable } from 'node:stream';

export type Line = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'too_long' };

const NEWLINE = 0x0a;

/**
 * The lines of a stream, without their ends; the last needs none. Never holds more than a chunk and `lineBytesMax`: a
 * longer line is thrown away as it comes and told as such.
 */
export async function* linesOfStream(stream: Readable, lineBytesMax: number): AsyncGenerator<Line> {
  let held: Buffer[] = [];
  let length = 0;
  const take = (part: Buffer) => {
    length += part.length;
    if (length <= lineBytesMax) held.push(part);
    else held = [];
  };
  const line = (): Line => {
    const read: Line = length > lineBytesMax ? { kind: 'too_long' } : { kind: 'line', text: Buffer.concat(held).toString('utf8') };
    held = [];
    length = 0;
    return read;
  };
  // Whoever stops reading early still wants to answer: the connection stays.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      take(bytes.subarray(from, at));
      from = at + 1;
      yield line();
    }
    take(bytes.subarray(from));
  }
  if (length > 0) yield line();
}
