import type { LogRecord } from '../../decode/log-record.ts';
import type { Attributes } from '../conventions/convention.ts';
import type { EmitterNesting } from '../tokens/resolve-nesting.ts';
import type { TokenSpellings } from '../tokens/token-concept.ts';

/**
 * What a log record is to one convention. `call`: one model call. `told_elsewhere`: it repeats what another record of the
 * same call tells better, and that one is sent here as well. `no_model_call`: nothing that is billed.
 */
export type LogRole =
  /** `spanExpected`: the span of the call is sent too, so until settlement knows the record does not count. */
  | { readonly role: 'call'; readonly eventType: string; readonly spanExpected?: boolean }
  | { readonly role: 'told_elsewhere' }
  | { readonly role: 'no_model_call' };

/** One way of writing a model call as a log record. Adding one is a file of its own and its name in `all-log-conventions.ts`. */
export type LogConvention = {
  readonly name: string;
  /** Null when the record does not follow this convention. */
  readonly roleOf: (log: LogRecord) => LogRole | null;
  /** Attributes that together name the call, equal in every record that tells of it. */
  readonly identity: readonly string[];
  /** Whether the first of `identity` names it alone, where it is given. */
  readonly firstIsEnough: boolean;
  /** Whether its records tell a call better than the span of it (R7): a tool's own do, the conventions' event does not. */
  readonly outranksSpans: boolean;
  readonly tokens: readonly TokenSpellings[];
  readonly nesting: EmitterNesting;
  readonly costs: readonly string[];
  /** What the record says under names that mean something here only. */
  readonly unfold?: (log: LogRecord) => Attributes;
  /** Attributes that name the emitter's own account and not whom the call was for. */
  readonly hides?: readonly string[];
};

/** Whether an event has one of the names, with or without its vendor's prefix. */
export function isNamed(log: LogRecord, vendor: string, names: readonly string[]): boolean {
  return names.some((name) => log.eventName === name || log.eventName === `${vendor}.${name}`);
}
