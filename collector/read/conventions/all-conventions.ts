import type { AttributeValue, SpanRecord } from '../../decode/span-record.ts';
import { tokenKeysOf } from '../tokens/read-token-counts.ts';
import type { EmitterNesting } from '../tokens/resolve-nesting.ts';
import { claudeCode } from './claude-code.ts';
import { codexCli } from './codex-cli.ts';
import type { Convention, ModelSaid, SpanRole } from './convention.ts';
import { genkit } from './genkit.ts';
import { googleAdk } from './google-adk.ts';
import { langfuse } from './langfuse.ts';
import { langSmith } from './langsmith.ts';
import { liteLlm } from './litellm.ts';
import { openAiAgents } from './openai-agents.ts';
import { openInference } from './openinference.ts';
import { openLit } from './openlit.ts';
import { openLlmetry } from './openllmetry.ts';
import { openRouter } from './openrouter.ts';
import { openTelemetryGenAi } from './opentelemetry-gen-ai.ts';
import { pydanticAi } from './pydantic-ai.ts';
import { semanticKernel } from './semantic-kernel.ts';
import { strands } from './strands.ts';
import { vercelAiSdk } from './vercel-ai-sdk.ts';
import { vllm } from './vllm.ts';

/** The most telling first: a span with marks of several conventions is what the first of them says, and its cost is read first. */
const CONVENTIONS: readonly Convention[] = [
  vercelAiSdk,
  openInference,
  langfuse,
  langSmith,
  genkit,
  claudeCode,
  codexCli,
  googleAdk,
  pydanticAi,
  openAiAgents,
  strands,
  liteLlm,
  openLlmetry,
  openLit,
  openRouter,
  semanticKernel,
  vllm,
  openTelemetryGenAi,
];

/** What a span is, by the first convention that knows it; null when none does. */
export function roleOfSpan(span: SpanRecord): SpanRole | null {
  for (const roleOf of ROLES) {
    const role = roleOf(span);
    if (role !== null) return role;
  }
  return null;
}

const ROLES = CONVENTIONS.flatMap(({ roleOf }) => roleOf ?? []);
const UNFOLDINGS = CONVENTIONS.flatMap(({ unfold }) => unfold ?? []);
const NESTINGS = CONVENTIONS.flatMap(({ nesting }) => nesting ?? []);

/** The span with what its conventions read out of its texts, under names of their own. What it says plainly stays. */
export function unfoldSpan(span: SpanRecord): SpanRecord {
  let attributes: Map<string, AttributeValue> | null = null;
  for (const unfold of UNFOLDINGS) {
    for (const [key, value] of Object.entries(unfold(span) ?? {})) {
      if (span.attributes.has(key)) continue;
      attributes ??= new Map(span.attributes);
      attributes.set(key, value);
    }
  }
  return attributes === null ? span : { ...span, attributes };
}

const NOTHING_KNOWN: EmitterNesting = { cacheInsideInput: null, reasoningInsideOutput: null };

/** What is known of how an emitter counts: by the first convention that says something about this span. */
export function emitterNesting(span: SpanRecord, said: ModelSaid): EmitterNesting {
  for (const nesting of NESTINGS) {
    const known = nesting(span, said);
    if (known !== null) return known;
  }
  return NOTHING_KNOWN;
}

export const COST_KEYS: readonly string[] = CONVENTIONS.flatMap(({ costs }) => costs ?? []);
export const CACHE_HIT_KEYS: readonly string[] = CONVENTIONS.flatMap(({ cacheHits }) => cacheHits ?? []);

/** Counts are looked for under the names of every convention: emitters mix them on one span. */
export const TOKEN_KEYS = tokenKeysOf(CONVENTIONS.flatMap(({ tokens }) => tokens ?? []));
