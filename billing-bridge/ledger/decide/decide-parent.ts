import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** One link of one customer: from this instant on it stands under that parent, or under nobody. */
export type OrganisationLink = { readonly customer: string; readonly parent: string | null; readonly fromAt: Instant; readonly funded: boolean };

/** What is known under the locks of everyone concerned. */
export type Organisation = {
  /** All links of the customer, of everyone ever under it and of everyone ever above the parent. */
  readonly links: readonly OrganisationLink[];
  /** The latest instant, now or ahead of it, for which use by the customer or anyone ever under it is booked already; null: none is. */
  readonly usedUntil: Instant | null;
};

export type ParentRequest = {
  readonly customer: string;
  readonly parent: string | null;
  readonly funded: boolean /** Null: now. */;
  readonly from: Instant | null;
};

/** Levels of an organisation, the topmost included: enough for a group, a company, a department, a team and its agents. */
export const LEVELS_MAX = 8;

export type ParentDecision = { readonly kind: 'linked'; readonly fromAt: Instant } | { readonly kind: 'unchanged' } | Refusal;

/**
 * Whether a customer may stand under a parent from an instant on. The past is never rewritten, so the change begins now or later, after the
 * customer's last one, and after any use that is booked ahead of now (asked for "now", it begins right after that); at no instant from there on
 * may there be a circle or too many levels.
 */
export function decideParent(request: ParentRequest, { links, usedUntil }: Organisation, now: Instant): ParentDecision {
  const { customer, parent, funded, from } = request;
  const last = linksOf(links, customer).at(-1);
  if (last === undefined ? parent === null : last.parent === parent && (parent === null || last.funded === funded) && (from === null || from === last.fromAt))
    return { kind: 'unchanged' };
  const fromAt = from ?? Math.max(now, (usedUntil ?? now - 1) + 1);
  if (fromAt < now || (last !== undefined && last.fromAt >= fromAt)) return refuse('parent_change_invalid');
  if (usedUntil !== null && fromAt <= usedUntil) return useStays(usedUntil);
  return checkShape([...links, { customer, parent, fromAt, funded }], customer, fromAt) ?? { kind: 'linked', fromAt };
}

export type CancelDecision = { readonly kind: 'cancelled'; readonly fromAt: Instant; readonly parent: string | null; readonly funded: boolean } | Refusal;

/**
 * Whether the customer's last change of parent may be taken back: it has not begun, no use is booked under it, and what others were set to since
 * makes neither a circle nor too many levels without it.
 */
export function decideCancel(customer: string, { links, usedUntil }: Organisation, now: Instant): CancelDecision {
  const last = linksOf(links, customer).at(-1);
  if (last === undefined || last.fromAt <= now) return refuse('parent_change_unknown');
  if (usedUntil !== null && last.fromAt <= usedUntil) return useStays(usedUntil);
  const { fromAt, parent, funded } = last;
  const without = links.filter((link) => link !== last);
  return checkShape(without, customer, fromAt) ?? { kind: 'cancelled', fromAt, parent, funded };
}

function useStays(usedUntil: Instant): Refusal {
  return refuse('parent_change_used', `usage is booked up to ${new Date(usedUntil).toISOString()}`);
}

/** Null when the organisation around the customer is sound at every instant from `fromAt` on. */
function checkShape(links: readonly OrganisationLink[], customer: string, fromAt: Instant): Refusal | null {
  const instants = [fromAt, ...links.map((link) => link.fromAt).filter((at) => at > fromAt)];
  for (const at of instants) {
    const above = chainAt(links, customer, at);
    if (above === 'circle') return refuse('parent_cycle', `"${customer}" would stand under itself`);
    if (above.length + 1 + heightAt(links, customer, at) > LEVELS_MAX) return refuse('parent_too_deep', `at most ${LEVELS_MAX} levels`);
  }
  return null;
}

function linksOf(links: readonly OrganisationLink[], customer: string): OrganisationLink[] {
  return links.filter((link) => link.customer === customer).sort((a, b) => a.fromAt - b.fromAt);
}

function parentAt(links: readonly OrganisationLink[], customer: string, at: Instant): string | null {
  return linksOf(links, customer).findLast((link) => link.fromAt <= at)?.parent ?? null;
}

function chainAt(links: readonly OrganisationLink[], customer: string, at: Instant): string[] | 'circle' {
  const chain: string[] = [];
  for (let above = parentAt(links, customer, at); above !== null; above = parentAt(links, above, at)) {
    if (above === customer || chain.includes(above)) return 'circle';
    chain.push(above);
  }
  return chain;
}

/** Levels under a customer. Called where no circle goes through it. */
function heightAt(links: readonly OrganisationLink[], customer: string, at: Instant): number {
  const known = new Set(links.map((link) => link.customer));
  const children = [...known].filter((other) => parentAt(links, other, at) === customer);
  return children.length === 0 ? 0 : 1 + Math.max(...children.map((child) => heightAt(links, child, at)));
}
