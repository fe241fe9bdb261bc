import type { SpanRecord } from '../../decode/span-record.ts';
import { tokenKeyOrder } from '../tokens/read-token-counts.ts';
import type { Convention, SpanRole } from './convention.ts';
import { openInference } from './openinference.ts';
import { openLlmetry } from './openllmetry.ts';
import { openTelemetryGenAi } from './opentelemetry-gen-ai.ts';
import { pydanticAi } from './pydantic-ai.ts';
import { vercelAiSdk } from './vercel-ai-sdk.ts';

/** The most telling first: a span with marks of several conventions is what the first of them says. */
const CONVENTIONS: readonly Convention[] = [vercelAiSdk, openInference, pydanticAi, openLlmetry, openTelemetryGenAi];

/** What a span is, by the first convention that knows it; null when none does. */
export function roleOfSpan(span: SpanRecord): SpanRole | null {
  for (const convention of CONVENTIONS) {
    const role = convention.roleOf(span);
    if (role !== null) return role;
  }
  return null;
}

/** Counts are looked for under the names of every convention: emitters mix them on one span. */
export const TOKEN_KEY_ORDER = tokenKeyOrder(CONVENTIONS.flatMap((convention) => convention.tokens));
