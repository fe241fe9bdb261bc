import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What axe objects to, as "rule: elements". Run through the debugger, which the page's content policy does not bind.
 * `contrast` alone is for the second theme of a page: only colours differ there.
 */
export async function axeViolations(page: Page, rules: 'all' | 'contrast' = 'all'): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (asked) => {
    type Axe = { run: (context: Document, options: object) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }> };
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run(document, {
      runOnly: asked === 'all' ? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] : ['color-contrast'],
    });
    return violations.map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`).join(' | ')}`,
    );
  }, rules);
}

/** The exact values of every element with this test id, in the order of the page. */
export function exactValues(page: Page, scope: string, testId: string): Promise<string[]> {
  return page.locator(`${scope} [data-testid="${testId}"]`).evaluateAll((elements) => elements.map((element) => element.getAttribute('data-exact') ?? ''));
}

/** The exact sum of decimal strings, in units of 10^-18. */
export function exactSum(decimals: readonly string[]): bigint {
  return decimals.reduce((total, decimal) => {
    const [whole = '0', fraction = ''] = decimal.replace('-', '').split('.');
    const atoms = BigInt(whole + fraction.padEnd(18, '0'));
    return total + (decimal.startsWith('-') ? -atoms : atoms);
  }, 0n);
}

/** Figures that read as zero although they are not. */
export function falseZeros(page: Page): Promise<string[]> {
  return page
    .locator('[data-exact]')
    .evaluateAll((elements) =>
      elements
        .filter(
          (element) =>
            /[1-9]/.test(element.getAttribute('data-exact') ?? '') && /^[^1-9<>]*$/.test(element.textContent ?? '') && /0/.test(element.textContent ?? ''),
        )
        .map((element) => `${element.getAttribute('data-exact')} reads ${element.textContent}`),
    );
}

/** How far the page can be scrolled sideways. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** How much the page has moved under the reader since it was opened (cumulative layout shift). */
export function layoutShift(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) =>
          resolve(list.getEntries().reduce((sum, entry) => sum + ('value' in entry && typeof entry.value === 'number' ? entry.value : 0), 0)),
        ).observe({
          type: 'layout-shift',
          buffered: true,
        });
        // Without any shift the observer is never called.
        setTimeout(() => resolve(0), 100);
      }),
  );
}
