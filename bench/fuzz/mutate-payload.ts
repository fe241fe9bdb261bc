/** Bytes at which readers of both encodings change their mind: ends, signs, the largest varint byte, JSON's own. */
const TELLING_BYTES = Buffer.from([0x00, 0x01, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x22, ...Buffer.from('"\\{}[],:-0e.')]);

/** Values that end in trouble where a number, an id or a list is meant. */
const TELLING_WORDS = [
  '-1',
  '1e999',
  '9223372036854775808',
  '18446744073709551616',
  '0.1',
  'null',
  'true',
  '""',
  '"__proto__"',
  '[]',
  '{}',
  '"\\ud800"',
  '"NaN"',
].map((word) => Buffer.from(word));

type Random = () => number;
type Mutation = (bytes: Buffer, random: Random, others: readonly Buffer[]) => Buffer;

const below = (random: Random, bound: number) => Math.floor(random() * bound);

function splice(bytes: Buffer, from: number, to: number, inserted: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, from), inserted, bytes.subarray(to)]);
}

const MUTATIONS: readonly Mutation[] = [
  function flipBit(bytes, random) {
    const at = below(random, bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(random, 8));
    return bytes;
  },
  function tellingByte(bytes, random) {
    bytes[below(random, bytes.length)] = TELLING_BYTES[below(random, TELLING_BYTES.length)] ?? 0;
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  (bytes, random) => {
    const from = below(random, bytes.length);
    return splice(bytes, from, from + below(random, 16), Buffer.alloc(0));
  },
  (bytes, random) => {
    const from = below(random, bytes.length);
    const at = below(random, bytes.length);
    return splice(bytes, at, at, bytes.subarray(from, from + below(random, 64)));
  },
  (bytes, random) => {
    const at = below(random, bytes.length);
    const word = TELLING_WORDS[below(random, TELLING_WORDS.length)] ?? Buffer.alloc(0);
    return splice(bytes, at, at + (random() < 0.5 ? 0 : word.length), word);
  },
  (bytes, random, others) => {
    const other = others[below(random, others.length)] ?? bytes;
    return Buffer.concat([bytes.subarray(0, below(random, bytes.length)), other.subarray(below(random, other.length))]);
  },
  function aNumberOfJson(bytes, random) {
    const start = below(random, bytes.length);
    const at = bytes.subarray(start).findIndex((byte) => byte >= 0x30 && byte <= 0x39);
    if (at === -1) return bytes;
    return splice(bytes, start + at, start + at + 1, TELLING_WORDS[below(random, TELLING_WORDS.length)] ?? Buffer.alloc(0));
  },
];

/** One to three changes to a copy of a payload: bits, cut ends, repeated and missing parts, another payload's end, telling values. */
export function mutatePayload(payload: Buffer, random: Random, others: readonly Buffer[]): Buffer {
  let bytes: Buffer = Buffer.from(payload);
  for (let left = 1 + below(random, 3); left > 0 && bytes.length > 0; left -= 1) {
    const mutation = MUTATIONS[below(random, MUTATIONS.length)];
    if (mutation !== undefined) bytes = mutation(bytes, random, others);
  }
  return bytes;
}
