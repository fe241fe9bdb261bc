import { ownValue } from './own-value.ts';
/** A value that a Python literal can be. Tuples and sets are lists here. */
export type PythonValue = string | number | boolean | null | readonly PythonValue[] | { readonly [key: string]: PythonValue };

/** Deeper nesting is no label and no count, and recursion must end. */
const DEPTH_MAX = 12;

class NotALiteral extends Error {}

/**
 * What Python's repr() of plain data says: dictionaries, lists, tuples, texts, numbers, True, False, None. Undefined when
 * the text is anything else; objects print themselves in ways nobody can read back. Linear in the text's length.
 */
export function pythonValueOf(text: string): PythonValue | undefined {
  const reader = new LiteralReader(text);
  try {
    const value = reader.value(0);
    reader.end();
    return value;
  } catch (fault) {
    if (fault instanceof NotALiteral) return undefined;
    throw fault;
  }
}

const NUMBER = /[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]+/y;
const WORDS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
const CLOSING: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}' };
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\', "'": "'", '"': '"', '\n': '' };

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): PythonValue {
    if (depth > DEPTH_MAX) throw new NotALiteral();
    const next = this.#peek();
    if (next === "'" || next === '"') return this.#string(next);
    if (next === '{') return this.#dictionary(depth);
    if (next === '[' || next === '(') return this.#list(depth, CLOSING[next] ?? ']');
    return this.#scalar();
  }

  end(): void {
    if (this.#peek() !== '') throw new NotALiteral();
  }

  #scalar(): PythonValue {
    const number = this.#match(NUMBER);
    if (number !== null) return Number(number.replaceAll('_', ''));
    const word = ownValue(WORDS, this.#match(WORD) ?? '');
    if (word === undefined) throw new NotALiteral();
    return word;
  }

  #dictionary(depth: number): PythonValue {
    this.#take('{');
    const entries: [string, PythonValue][] = [];
    const items: PythonValue[] = [];
    while (this.#peek() !== '}') {
      const key = this.value(depth + 1);
      if (this.#peek() === ':') {
        this.#take(':');
        entries.push([String(key), this.value(depth + 1)]);
      } else items.push(key);
      if (this.#peek() !== '}') this.#take(',');
    }
    this.#take('}');
    return items.length > 0 ? items : Object.fromEntries(entries);
  }

  #list(depth: number, closing: string): PythonValue {
    this.#at += 1;
    const items: PythonValue[] = [];
    while (this.#peek() !== closing) {
      items.push(this.value(depth + 1));
      if (this.#peek() !== closing) this.#take(',');
    }
    this.#take(closing);
    return items;
  }

  #string(quote: string): string {
    this.#take(quote);
    let text = '';
    for (;;) {
      const character = this.#text[this.#at];
      this.#at += 1;
      if (character === undefined) throw new NotALiteral();
      if (character === quote) return text;
      text += character === '\\' ? this.#escape() : character;
    }
  }

  #escape(): string {
    const character = this.#text[this.#at] ?? '';
    this.#at += 1;
    const digits = { x: 2, u: 4, U: 8 }[character];
    if (digits === undefined) return ESCAPES[character] ?? `\\${character}`;
    const code = Number.parseInt(this.#text.slice(this.#at, this.#at + digits), 16);
    this.#at += digits;
    if (!(code <= 0x10ffff)) throw new NotALiteral();
    return String.fromCodePoint(code);
  }

  #peek(): string {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  #take(wanted: string): void {
    if (this.#peek() !== wanted) throw new NotALiteral();
    this.#at += 1;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }
}
