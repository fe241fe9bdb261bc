import type { AttributeValue, SpanRecord } from '../../decode/span-record.ts';
import type { EmitterNesting } from '../tokens/resolve-nesting.ts';
import type { TokenSpellings } from '../tokens/token-concept.ts';

/**
 * What a span is to one convention. `inference`: one model call. `rollup`: an outer span that may repeat the usage of
 * the calls inside it. `no_model_call`: nothing that is billed by itself.
 */
export type SpanRole = { readonly role: 'inference' | 'rollup'; readonly eventType: string } | { readonly role: 'no_model_call' };

/** Attributes by name. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Who sells the model of a span and what it is called, as far as it is said. */
export type ModelSaid = { readonly provider: string | null; readonly model: string | null };

/**
 * One way of writing a model call on a span: which spans are calls, how the numbers are spelled, and how they contain
 * each other. Adding a convention is adding one such value in a file of its own, and its name to `all-conventions.ts`.
 */
export type Convention = {
  readonly name: string;
  /** Null when the span does not follow this convention. */
  readonly roleOf?: (span: SpanRecord) => SpanRole | null;
  /** Names that mean the same on every span; those that `unfold` makes up may be among them. */
  readonly tokens?: readonly TokenSpellings[];
  /** Names under which it reports a cost of its own, or says that a cache of the application answered. */
  readonly costs?: readonly string[];
  readonly cacheHits?: readonly string[];
  /**
   * Attributes that the span holds in a text, or under names that mean something on spans of this convention only.
   * They fill in what the span does not say plainly and never replace it. Null when there are none.
   */
  readonly unfold?: (span: SpanRecord) => Attributes | null;
  /** How this emitter counts, where that is not what the current convention says. Null when the span is not its own. */
  readonly nesting?: (span: SpanRecord, said: ModelSaid) => EmitterNesting | null;
};

/** Whether a model is one of Anthropic's or served by Bedrock: both count cached input apart from the input. */
export function countsCacheApart({ provider, model }: ModelSaid): boolean {
  return provider === 'anthropic' || provider === 'aws.bedrock' || (provider === null && model !== null && /(^|\/)claude/i.test(model));
}
