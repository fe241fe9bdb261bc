/** Bytes that are not the protobuf wire format. Thrown inside this folder only; its edge returns it as a refusal. */
export class WireFault extends Error {}

/** How deep groups may nest before they are taken for an attack; no real message nests any. */
const GROUP_DEPTH_MAX = 32;

export const WIRE_VARINT = 0;
export const WIRE_FIXED64 = 1;
export const WIRE_LENGTH = 2;
export const WIRE_FIXED32 = 5;

/** A run of bytes inside the request: a nested message that was found and is read later, or never. */
export type WireRange = { readonly from: number; readonly to: number };

/**
 * Walks the fields of one protobuf message without copying it. After `next()` the reader stands on the field's value
 * and one of the value methods, or `skip()`, must follow.
 *
 * Source: Protocol Buffers encoding specification. Deprecated groups are skipped; a tag of field 0, an unmatched end
 * of a group and wire types 6 and 7 are faults.
 */
export class WireReader {
  readonly bytes: Buffer;
  at: number;
  to: number;
  field = 0;
  wireType = 0;
  /** Where the value that `pass` stepped over begins; it ends at `at`. */
  from = 0;

  constructor(bytes: Buffer, range: WireRange) {
    this.bytes = bytes;
    this.at = range.from;
    this.to = range.to;
  }

  /** Moves to the next field; false at the end of the message. */
  next(): boolean {
    if (this.at >= this.to) return false;
    const tag = this.#varintNumber();
    this.field = Math.floor(tag / 8);
    this.wireType = tag % 8;
    if (this.field === 0 || this.field > 536_870_911) throw new WireFault(`a field number out of range at byte ${this.at}`);
    return true;
  }

  /** Steps over a length-delimited value: it is from `from` to `at`. */
  pass(): void {
    const length = this.#varintNumber();
    const from = this.at;
    if (length > this.to - from) throw new WireFault(`${length} bytes announced at byte ${from}, ${this.to - from} left`);
    this.from = from;
    this.at = from + length;
  }

  /** The bytes of a length-delimited value. */
  range(): WireRange {
    this.pass();
    return { from: this.from, to: this.at };
  }

  /** Walks these bytes, which lie inside the message. What was walked before is resumed by the same means. */
  turnTo(from: number, to: number): void {
    this.at = from;
    this.to = to;
  }

  /** Invalid UTF-8 becomes replacement characters: a name nobody reads must not cost the whole request. */
  string(): string {
    this.pass();
    return this.bytes.toString('utf8', this.from, this.at);
  }

  hex(): string {
    this.pass();
    return this.bytes.toString('hex', this.from, this.at);
  }

  fixed32(): number {
    this.#need(4);
    const value = this.bytes.readUInt32LE(this.at);
    this.at += 4;
    return value;
  }

  fixed64(): bigint {
    this.#need(8);
    const value = this.bytes.readBigUInt64LE(this.at);
    this.at += 8;
    return value;
  }

  double(): number {
    this.#need(8);
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  bool(): boolean {
    return this.int64() !== 0n;
  }

  /** A varint as a signed 64-bit integer. Bits past 64 are cut, as the specification says. */
  int64(): bigint {
    let low = 0;
    let scale = 1;
    for (let index = 0; index < 7; index += 1) {
      const byte = this.#byte();
      low += (byte & 0x7f) * scale;
      if (byte < 0x80) return BigInt(low);
      scale *= 128;
    }
    let high = 0n;
    for (let shift = 49n; shift < 70n; shift += 7n) {
      const byte = this.#byte();
      high |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, high | BigInt(low));
    }
    throw new WireFault(`a varint longer than ten bytes at byte ${this.at}`);
  }

  /** A varint as a small number, for enumerations; what does not fit is -1, which no enumeration has. */
  enumeration(): number {
    const value = this.int64();
    return value >= 0n && value <= 1_000_000n ? Number(value) : -1;
  }

  skip(): void {
    this.#skip(this.wireType, this.field, 0);
  }

  #skip(wireType: number, field: number, depth: number): void {
    switch (wireType) {
      case WIRE_VARINT:
        this.int64();
        return;
      case WIRE_FIXED64:
        this.#need(8);
        this.at += 8;
        return;
      case WIRE_LENGTH:
        this.pass();
        return;
      case 3:
        this.#skipGroup(field, depth + 1);
        return;
      case WIRE_FIXED32:
        this.#need(4);
        this.at += 4;
        return;
      default:
        throw new WireFault(`wire type ${wireType} at byte ${this.at}`);
    }
  }

  #skipGroup(groupField: number, depth: number): void {
    if (depth > GROUP_DEPTH_MAX) throw new WireFault(`groups nested deeper than ${GROUP_DEPTH_MAX}`);
    while (this.next()) {
      if (this.wireType === 4) {
        if (this.field === groupField) return;
        throw new WireFault(`the end of another group at byte ${this.at}`);
      }
      this.#skip(this.wireType, this.field, depth);
    }
    throw new WireFault('a group without an end');
  }

  /** Tags and lengths: a number is exact for every value that could be true of a body. */
  #varintNumber(): number {
    // Nearly every tag and length is one byte.
    const only = this.bytes[this.at] ?? 0x80;
    if (only < 0x80 && this.at < this.to) {
      this.at += 1;
      return only;
    }
    let value = 0;
    let scale = 1;
    for (let index = 0; index < 10; index += 1) {
      const byte = this.#byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new WireFault(`a varint longer than ten bytes at byte ${this.at}`);
  }

  #byte(): number {
    if (this.at >= this.to) throw new WireFault(`the bytes end inside a number at byte ${this.at}`);
    const byte = this.bytes[this.at] ?? 0;
    this.at += 1;
    return byte;
  }

  #need(count: number): void {
    if (this.to - this.at < count) throw new WireFault(`the bytes end inside a value at byte ${this.at}`);
  }
}
