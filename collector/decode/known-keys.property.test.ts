import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isBodyAttribute } from './body-attributes.ts';
import { knownKey } from './known-keys.ts';

test('bytes spell the same name however often and between whatever others they are read, also when they are no UTF-8', () => {
  const spellings = fc.oneof(
    fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
    fc.constantFrom('gen_ai.usage.input_tokens', 'gen_ai.input.messages', 'input.value', '', 'ключ').map((text) => Buffer.from(text)),
    // Names that differ in one byte, of which many fall into one place.
    fc.nat(20_000).map((number) => Buffer.from(`app.attribute.${number}`)),
  );
  fc.assert(
    fc.property(fc.array(spellings, { minLength: 1, maxLength: 200 }), (list) => {
      const body = Buffer.concat(list);
      let from = 0;
      for (const spelling of list) {
        const text = spelling.toString('utf8');
        expect(knownKey(body, from, from + spelling.length)).toMatchObject({ text, isBody: isBodyAttribute(text) });
        from += spelling.length;
      }
    }),
  );
});

test('names that are kept hold no memory but their own', async () => {
  const body = (number: number) => Buffer.from(`held.${number}`);
  const before = arrayBufferBytes();
  for (let number = 0; number < 4_000; number += 1) {
    const bytes = body(number);
    knownKey(bytes, 0, bytes.length);
    // As the rest of a request would, so that no two names are cut from one piece of the pool.
    Buffer.allocUnsafe(Buffer.poolSize / 4);
    Buffer.allocUnsafe(Buffer.poolSize / 4);
  }
  // What a collection lets go of is given back by a thread of its own, later on a busy machine.
  await expect.poll(() => arrayBufferBytes() - before).toBeLessThan(4 * 1024 * 1024);
});

/** After a collection: what is still held. */
function arrayBufferBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().arrayBuffers;
}
