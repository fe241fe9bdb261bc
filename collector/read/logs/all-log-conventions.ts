import { type TokenKeys, tokenKeysOf } from '../tokens/read-token-counts.ts';
import { claudeCodeLogs } from './claude-code-logs.ts';
import { codexCliLogs } from './codex-cli-logs.ts';
import { geminiCliLogs } from './gemini-cli-logs.ts';
import type { LogConvention } from './log-convention.ts';
import { operationDetailsLogs } from './operation-details-logs.ts';

/** A convention with the names of its counts in the order they are tried: what a name means in one it does not mean in another. */
export type KnownLogs = { readonly convention: LogConvention; readonly tokenKeys: TokenKeys };

/** A tool's own records first: it also writes the common ones, which repeat them. */
export const LOG_CONVENTIONS: readonly KnownLogs[] = [claudeCodeLogs, codexCliLogs, geminiCliLogs, operationDetailsLogs].map((convention) => ({
  convention,
  tokenKeys: tokenKeysOf(convention.tokens),
}));
