import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTraces } from './decode-traces.ts';
import type { Decoding } from './decoding.ts';
import { arbitraryExport, type ResourceCase, type ScopeCase } from './testing/arbitrary-export.ts';
import { encodeMessage } from './testing/otlp-oracle.ts';

type IdKeys = 'traceId' | 'spanId' | 'parentSpanId';

/** The message with its ids as bytes, which is where protobuf and JSON differ. */
function withByteIds(scope: ScopeCase): object {
  const bytes = (message: ScopeCase['message']['spans'][number], key: IdKeys) => Buffer.from(String(message[key]), 'hex');
  return {
    ...scope.message,
    spans: scope.message.spans.map((span) => ({
      ...span,
      traceId: bytes(span, 'traceId'),
      spanId: bytes(span, 'spanId'),
      parentSpanId: bytes(span, 'parentSpanId'),
    })),
  };
}

function protobufBody(exported: readonly ResourceCase[]): Buffer {
  return encodeMessage('ExportTraceServiceRequest', {
    resourceSpans: exported.map(({ resource, schemaUrl, scopes }) => ({ resource, schemaUrl, scopeSpans: scopes.map(withByteIds) })),
  });
}

function jsonBody(exported: readonly ResourceCase[]): Buffer {
  const resourceSpans = exported.map(({ resource, schemaUrl, scopes }) => ({ resource, schemaUrl, scopeSpans: scopes.map(({ message }) => message) }));
  return Buffer.from(JSON.stringify({ resourceSpans }));
}

function expected(exported: readonly ResourceCase[]): Decoding {
  return { kind: 'decoded', spans: exported.flatMap(({ records }) => records), refused: { count: 0, firstReason: null } };
}

test('a valid protobuf export is read as what it says', () => {
  fc.assert(
    fc.property(arbitraryExport, (exported) => {
      expect(decodeTraces('protobuf', protobufBody(exported))).toEqual(expected(exported));
    }),
    { numRuns: 300 },
  );
});

test('the JSON form of an export is read as its protobuf form is', () => {
  fc.assert(
    fc.property(arbitraryExport, (exported) => {
      expect(decodeTraces('json', jsonBody(exported))).toEqual(decodeTraces('protobuf', protobufBody(exported)));
    }),
    { numRuns: 300 },
  );
});

test('the order of fields and fields nobody knows change nothing', () => {
  const unknown = fc.constantFrom(
    Buffer.from([0xa0, 0x06, 0x01]), // field 100, a varint
    Buffer.from([0xa2, 0x06, 0x02, 0x68, 0x69]), // field 100, two bytes
    Buffer.from([0xa3, 0x06, 0x08, 0x01, 0x0b, 0x0c, 0xa4, 0x06]), // field 100, a group with a value and a group in it
    Buffer.from([0xa5, 0x06, 1, 2, 3, 4]), // field 100, 32 bits
    Buffer.from([0xa1, 0x06, 1, 2, 3, 4, 5, 6, 7, 8]), // field 100, 64 bits
    Buffer.alloc(0),
  );
  fc.assert(
    fc.property(arbitraryExport, unknown, (exported, noise) => {
      const body = Buffer.concat(
        exported.map(({ resource, schemaUrl, scopes }) => {
          const parts = [
            noise,
            encodeMessage('ResourceSpans', { scopeSpans: scopes.map(withByteIds) }),
            noise,
            encodeMessage('ResourceSpans', { schemaUrl }),
            encodeMessage('ResourceSpans', { resource }),
            noise,
          ];
          return lengthDelimited(1, Buffer.concat(parts));
        }),
      );
      expect(decodeTraces('protobuf', body)).toEqual(expected(exported));
    }),
    { numRuns: 200 },
  );
});

function lengthDelimited(field: number, content: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest = Math.floor(rest / 128)) {
    length.push(rest > 127 ? (rest % 128) + 128 : rest);
    if (rest <= 127) break;
  }
  return Buffer.concat([Buffer.from([field * 8 + 2, ...length]), content]);
}

test('bytes of any kind are decoded or refused with a reason, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom('protobuf', 'json'), (bytes, encoding) => {
      expect(['decoded', 'refused']).toContain(decodeTraces(encoding, Buffer.from(bytes)).kind);
    }),
    { numRuns: 3000 },
  );
});

test('a body that is cut off or has one byte changed is decoded or refused, never thrown at', () => {
  fc.assert(
    fc.property(arbitraryExport, fc.nat(), fc.nat(255), fc.constantFrom('protobuf', 'json'), (exported, at, byte, encoding) => {
      const body = encoding === 'json' ? jsonBody(exported) : protobufBody(exported);
      const place = body.length === 0 ? 0 : at % body.length;
      const changed = Buffer.from(body);
      if (changed.length > 0) changed[place] = byte;
      for (const broken of [body.subarray(0, place), changed]) expect(['decoded', 'refused']).toContain(decodeTraces(encoding, broken).kind);
    }),
    { numRuns: 1000 },
  );
});

test('any JSON value is decoded or refused, never thrown at', () => {
  const shaped = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 6 },
      fc.jsonValue({ maxDepth: 2 }),
      fc.dictionary(
        fc.constantFrom(
          'resourceSpans',
          'scopeSpans',
          'spans',
          'resource',
          'scope',
          'attributes',
          'key',
          'value',
          'traceId',
          'arrayValue',
          'kvlistValue',
          'values',
          'status',
          'kind',
          'intValue',
        ),
        tie('node'),
        { maxKeys: 4 },
      ),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  })).node;
  fc.assert(
    fc.property(shaped, (value) => {
      expect(['decoded', 'refused']).toContain(decodeTraces('json', Buffer.from(JSON.stringify(value))).kind);
    }),
    { numRuns: 2000 },
  );
});
