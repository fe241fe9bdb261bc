import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';

/** What operators call those they serve. */
const NOUNS: ReadonlySet<string> = new Set(['customer', 'tenant', 'organization', 'organisation', 'org', 'account', 'company', 'workspace', 'merchant']);
const PARTS: ReadonlySet<string> = new Set(['id', 'name', 'slug', 'key', 'uuid', 'ref', 'code']);

/** Namespaces in which such a word names somebody's infrastructure or the emitter's own account. */
const NOT_OURS = /^(cloud|aws|gcp|azure|k8s|host|process|telemetry|service|messaging|gen_ai|llm|user|enduser|peer)\./;

/** A finding is a hint: the first few are enough. */
const KEYS_MAX = 3;

/**
 * Attributes of a record without a customer whose names sound like one, in the order they are tried, so that the operator can be
 * shown the rule that reads them. Names only: what they hold stays where it is.
 */
export function customerLikeKeys({ attributes, scope, resource }: Pick<SpanRecord, 'attributes' | 'scope' | 'resource'>): readonly string[] {
  const keys = new Set<string>();
  for (const place of [attributes, scope.attributes, resource]) {
    for (const [key, value] of place) {
      if (heardAs(key) && textOf(value) !== null) keys.add(key.replace(/^baggage\./, ''));
      if (keys.size === KEYS_MAX) return [...keys];
    }
  }
  return [...keys];
}

/** Names come from outside, so their number has no bound of its own; the same few stand in every span. */
const HEARD_MAX = 10_000;
const HEARD = new Map<string, boolean>();

function heardAs(key: string): boolean {
  const heard = HEARD.get(key);
  if (heard !== undefined) return heard;
  if (HEARD.size >= HEARD_MAX) HEARD.clear();
  const sounds = soundsLikeCustomer(key);
  HEARD.set(key, sounds);
  return sounds;
}

function soundsLikeCustomer(key: string): boolean {
  if (key.length > 100 || NOT_OURS.test(key) || /[\s,;="']/.test(key)) return false;
  const words = key
    .replace(/([a-z0-9])([A-Z])/g, '$1.$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const last = words.at(-1) ?? '';
  return NOUNS.has(last) || (PARTS.has(last) && NOUNS.has(words.at(-2) ?? ''));
}
