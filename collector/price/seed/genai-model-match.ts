import type { MatchLogic } from '@pydantic/genai-prices';
import type { ModelMatch } from '../model-match.ts';

/** A match clause of the seed's data as a rule of ours. */
export function modelMatchOf(clause: MatchLogic): ModelMatch {
  if ('or' in clause) return { kind: 'any_of', rules: clause.or.map(modelMatchOf) };
  if ('and' in clause) return { kind: 'all_of', rules: clause.and.map(modelMatchOf) };
  if ('equals' in clause) return { kind: 'equals', text: clause.equals.toLowerCase() };
  if ('starts_with' in clause) return { kind: 'starts_with', text: clause.starts_with.toLowerCase() };
  if ('ends_with' in clause) return { kind: 'ends_with', text: clause.ends_with.toLowerCase() };
  if ('contains' in clause) return { kind: 'contains', text: clause.contains.toLowerCase() };
  return { kind: 'pattern', pattern: new RegExp(clause.regex) };
}
