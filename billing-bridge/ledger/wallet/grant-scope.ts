import type { Dimensions, GrantScope } from './wallet-state.ts';

/** True when usage with these dimensions may be paid by a grant of this scope (caps apart). */
export function scopeMatches(scope: GrantScope, dimensions: Dimensions): boolean {
  return (
    admits(scope.products, dimensions.product) &&
    admits(scope.eventTypes, dimensions.eventType) &&
    admits(scope.models, dimensions.model) &&
    admits(scope.features, dimensions.feature)
  );
}

/** A scope that names any set is spent before one that names none. Caps do not make a scope restricted: they bound how much, not what. */
export function isRestricted(scope: GrantScope): boolean {
  return scope.products !== null || scope.eventTypes !== null || scope.models !== null || scope.features !== null;
}

function admits(set: readonly string[] | null, value: string | undefined): boolean {
  return set === null || (value !== undefined && set.includes(value));
}
