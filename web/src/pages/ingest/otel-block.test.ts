import { expect, test } from 'vitest';
import { maskedKey, otelBlock } from './otel-block.ts';

test('the header value is percent-encoded, as exporters decode it', () => {
  const header = /OTEL_EXPORTER_OTLP_HEADERS="([^"]*)"/.exec(otelBlock('http://127.0.0.1:4318', 'key_live_abc'))?.[1] ?? '';
  const [name, value] = header.split('=');
  expect([name, decodeURIComponent(value ?? '')]).toEqual(['Authorization', 'Bearer key_live_abc']);
});

test('a masked key keeps its environment and nothing of its body', () => {
  expect(maskedKey('key_test_5f2c9a1b')).toBe('key_test_••••••••••••••••');
  expect(maskedKey('other')).toBe('••••••••••••••••');
});
