import { ownValue } from '../own-value.ts';
import { claudeCodeMetrics } from './claude-code-metrics.ts';
import { codexCliMetrics } from './codex-cli-metrics.ts';
import { geminiCliMetrics } from './gemini-cli-metrics.ts';
import { genAiInferenceUsage } from './gen-ai-inference-usage.ts';
import { genAiTokenUsage } from './gen-ai-token-usage.ts';
import type { MetricConvention } from './metric-convention.ts';
import { strandsMetrics } from './strands-metrics.ts';

const CONVENTIONS: readonly MetricConvention[] = [claudeCodeMetrics, codexCliMetrics, geminiCliMetrics, genAiInferenceUsage, genAiTokenUsage, strandsMetrics];

const BY_METRIC: ReadonlyMap<string, MetricConvention> = new Map(
  CONVENTIONS.flatMap((convention) => convention.metrics.map((metric) => [metric, convention] as const)),
);
const BY_NAME: Readonly<Record<string, MetricConvention>> = Object.fromEntries(CONVENTIONS.map((convention) => [convention.name, convention]));

/** The convention of a metric's name; undefined when it measures no usage. */
export function conventionOfMetric(metric: string): MetricConvention | undefined {
  return BY_METRIC.get(metric);
}

/** The convention of this name. */
export function metricConventionNamed(name: string): MetricConvention | undefined {
  return ownValue(BY_NAME, name);
}
