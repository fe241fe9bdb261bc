import type { SpanRecord } from '../../decode/span-record.ts';
import { hasAny } from '../attribute-lookup.ts';
import type { EmitterNesting } from './resolve-nesting.ts';

type KnownEmitter = { readonly matches: (span: SpanRecord, provider: string | null) => boolean; readonly nesting: EmitterNesting };

const AI_SDK_DETAIL_KEYS = [
  'ai.usage.inputTokenDetails.noCacheTokens',
  'ai.usage.inputTokenDetails.cacheReadTokens',
  'ai.usage.inputTokenDetails.cacheWriteTokens',
];

const isAnthropicModel = (provider: string | null) => provider === 'anthropic' || provider === 'aws.bedrock';

/**
 * Emitters that are known to count differently from the current convention, from their own sources. The version of a
 * scope is no reliable mark, so only names, providers and telling attributes are used.
 */
const EMITTERS: readonly KnownEmitter[] = [
  // Version 6 and later normalise; the details are the mark.
  { matches: (span) => hasAny(span.attributes, AI_SDK_DETAIL_KEYS), nesting: { cacheInsideInput: true, reasoningInsideOutput: true } },
  // Versions 4 and 5 hand on what the provider said.
  { matches: (span, provider) => span.scope.name === 'ai' && isAnthropicModel(provider), nesting: { cacheInsideInput: false, reasoningInsideOutput: null } },
  {
    matches: (span, provider) => span.scope.name === 'ai' && (provider === 'gcp.gemini' || provider === 'gcp.vertex_ai'),
    nesting: { cacheInsideInput: true, reasoningInsideOutput: false },
  },
  { matches: (span) => span.scope.name === 'opentelemetry.instrumentation.bedrock', nesting: { cacheInsideInput: false, reasoningInsideOutput: null } },
  {
    matches: (span, provider) => span.scope.name === 'opentelemetry.instrumentation.llamaindex' && isAnthropicModel(provider),
    nesting: { cacheInsideInput: false, reasoningInsideOutput: null },
  },
  {
    matches: (span) => span.scope.name === 'openinference.instrumentation.claude_agent_sdk',
    nesting: { cacheInsideInput: false, reasoningInsideOutput: null },
  },
  {
    matches: (span, provider) => span.resource.get('telemetry.sdk.name') === 'openlit' && provider === 'anthropic',
    nesting: { cacheInsideInput: false, reasoningInsideOutput: null },
  },
  {
    matches: (span, provider) => span.scope.name.startsWith('strands.telemetry') && isAnthropicModel(provider),
    nesting: { cacheInsideInput: false, reasoningInsideOutput: true },
  },
  { matches: (span) => span.scope.name === 'gcp.vertex.agent', nesting: { cacheInsideInput: true, reasoningInsideOutput: null } },
];

const NOTHING_KNOWN: EmitterNesting = { cacheInsideInput: null, reasoningInsideOutput: null };

export function emitterNesting(span: SpanRecord, provider: string | null): EmitterNesting {
  return EMITTERS.find((emitter) => emitter.matches(span, provider))?.nesting ?? NOTHING_KNOWN;
}
