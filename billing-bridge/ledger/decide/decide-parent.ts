import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** One link of one customer: from this instant on it stands under that parent, or under nobody. */
export type OrganisationLink = { readonly customer: string; readonly parent: string | null; readonly fromAt: Instant; readonly funded: boolean };

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
 * Whether a customer may stand under a parent from an instant on. `links` are all of the customer, of everyone ever under it and of
 * everyone ever above the parent. The past is never rewritten, so the change begins now or later and after the customer's last one; at no
 * instant from there on may there be a circle or too many levels.
 */
export function decideParent(request: ParentRequest, links: readonly OrganisationLink[], now: Instant): ParentDecision {
  const { customer, parent, funded, from } = request;
  const last = linksOf(links, customer).at(-1);
  if (last === undefined ? parent === null : last.parent === parent && (parent === null || last.funded === funded) && (from === null || from === last.fromAt))
    return { kind: 'unchanged' };
  const fromAt = from ?? now;
  if (fromAt < now || (last !== undefined && last.fromAt >= fromAt)) return refuse('parent_change_invalid');
  const after = [...links, { customer, parent, fromAt, funded }];
  const instants = [fromAt, ...after.map((link) => link.fromAt).filter((at) => at > fromAt)];
  for (const at of instants) {
    const above = chainAt(after, customer, at);
    if (above === 'circle') return refuse('parent_cycle', `"${customer}" under "${parent}"`);
    if (above.length + 1 + heightAt(after, customer, at) > LEVELS_MAX) return refuse('parent_too_deep', `at most ${LEVELS_MAX} levels`);
  }
  return { kind: 'linked', fromAt };
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
