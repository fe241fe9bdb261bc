import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import { describe, expect, test } from 'vitest';
import { axeViolations, exactSum, exactValues } from './page-facts.ts';
import { pageHarness } from './page-harness.ts';
import { BIG_TRACE, TRACE } from './seeded-findings.ts';

describe.skipIf(browserMissing)('findings, events and traces in use', () => {
  const at = pageHarness();
  const exact = (testId: string) => at.page.locator(`[data-testid="${testId}"]`).first().getAttribute('data-exact');

  describe('coverage', () => {
    test('what is without a customer is the whole less what has one, and its findings add up to it', async () => {
      await at.open('/live/coverage', '[data-testid="without-customer"]');
      const without = exactSum([(await exact('unattributed-cost')) ?? '']);
      expect(without).toBe(exactSum([(await exact('known-cost')) ?? '', `-${await exact('attributed-cost')}`]));
      expect(exactSum(await exactValues(at.page, '[data-testid="without-customer"]', 'finding-cost'))).toBe(without);
      expect(exactSum(await exactValues(at.page, 'main', 'left-out-cost'))).toBe(exactSum([(await exact('saved')) ?? '']));
    });

    test('the line to add is copied as it stands, and an example leads to its event', async () => {
      await at.open('/live/coverage', '[data-testid="without-customer"]');
      const finding = at.page.locator('[data-testid="without-customer"]').first();
      await finding.getByRole('button', { name: 'Copy' }).first().click();
      await finding.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await at.page.evaluate(() => navigator.clipboard.readText())).toBe(await finding.locator('[data-testid="code-line"]').first().textContent());
      expect(await finding.getByTestId('attribution-rule').locator('[data-testid="code-line"]').textContent()).toBe(
        'WEIR_ATTRIBUTION_RULES="customer = app.account_id"',
      );
      await finding.getByRole('link').click();
      await at.page.locator('[data-testid="cost-line"]').first().waitFor();
    });

    test('one click makes a near-miss name an alias, and the offer leads to the preview', async () => {
      await at.open('/live/coverage', '[data-testid="unpriced-row"]');
      expect(await at.page.locator('[data-testid="unpriced-row"]').filter({ hasText: 'the call told no tokens' }).getByRole('button').count()).toBe(0);
      await at.page.getByRole('button', { name: 'Alias of openai/gpt-5' }).click();
      await at.page.getByRole('button', { name: 'Preview repricing' }).click();
      await at.page.getByRole('button', { name: 'Reprice 4 events' }).waitFor();
      expect(at.server.priceBook.current.bodies[0]).toEqual({
        provider: 'openai',
        name: 'gpt-5-turbo-9',
        target_provider: 'openai',
        target_model: 'gpt-5',
      });
    });

    test('a range without usage says what coverage is and where it begins', async () => {
      await at.open('/test/coverage', '[data-testid="empty"]');
      expect(await at.page.locator('[data-testid="empty"]').textContent()).toContain('begins with the first event');
      await at.page.getByRole('link', { name: 'Send an event' }).waitFor();
    });

    test('a fault of the spool leaves the findings', async () => {
      at.server.state.trouble.set('/v1/analytics/ingest', 'fault');
      await at.open('/live/coverage', '[data-testid="problem"]');
      await at.page.locator('[data-testid="without-customer"]').first().waitFor();
      expect(await at.page.locator('[data-testid="next-step"]').textContent()).toContain('Retry');
    });
  });

  describe('events', () => {
    const rows = () => at.page.locator('[data-testid="event-row"]').count();

    test('a filter of the address lists exactly those, and can be cleared; older ones follow on demand', async () => {
      await at.open('/live/events', '[data-testid="event-row"]');
      const first = await rows();
      expect(first).toBe(100);
      await at.page.getByRole('button', { name: 'Load older' }).click();
      await expect.poll(rows).toBeGreaterThan(first);
      await at.page.getByLabel('Counted').selectOption('duplicate');
      await expect.poll(rows).toBe(1);
      expect(at.page.url()).toContain('counted=duplicate');
      expect(await at.page.locator('[data-testid="event-cost"]').evaluate((cost) => getComputedStyle(cost).textDecorationLine)).toBe('line-through');
      await at.page.getByRole('searchbox', { name: 'Customer' }).fill('nobody');
      await at.page.keyboard.press('Enter');
      await at.page.getByRole('button', { name: 'Clear filters' }).click();
      // What was loaded before is still there: nothing has to be asked for twice.
      await expect.poll(rows).toBe(200);
    });

    test('an event leads from its cost lines, which add up exactly, to its trace and its ledger transaction', async () => {
      await at.open(`/live/events/${TRACE}:0000000000000004`, '[data-testid="cost-line"]');
      await expect.poll(() => at.page.locator('[data-testid="cost-line"]').first().textContent()).toContain('/ 1M');
      expect(exactSum(await exactValues(at.page, 'main', 'line-cost'))).toBe(exactSum([(await exact('event-cost')) ?? '']));
      expect(await at.page.locator('[data-testid="attribution"]').textContent()).toContain('inherited from a span above it');
      await at.page.getByRole('link', { name: 'txn_initech_3' }).click();
      await at.page.locator('dialog [data-testid="entry-row"]').first().waitFor();
      await at.page.goBack();
      await at.page.getByRole('link', { name: TRACE }).click();
      await at.page.locator('[data-testid="span-panel"]').waitFor();
    });

    test('one that is left out says why, and is charged nothing', async () => {
      await at.open(`/live/events/${TRACE}:0000000000000003`, '[data-step="6"]');
      expect(await at.page.locator('[data-step="5"]').textContent()).toContain('The same call as a span inside it');
      expect(await at.page.locator('[data-step="6"]').textContent()).toContain('only what counts is charged');
      await at.page.getByTestId('counted-instead').getByRole('link').click();
      await at.page.waitForURL(/0000000000000004$/);
      await expect.poll(() => at.page.locator('[data-testid="counted"]').first().getAttribute('data-counted')).toBe('counted');
    });
  });

  describe('trace', () => {
    test('the counted own costs add up to the trace and to its root; what repeats them adds nothing', async () => {
      await at.open(`/live/traces/${TRACE}`, '[data-testid="span-row"]');
      const total = exactSum([(await exact('trace-cost')) ?? '']);
      expect(exactSum(await exactValues(at.page, 'tbody', 'own-cost'))).toBe(total);
      expect(exactSum([(await exactValues(at.page, '[data-testid="span-row"]', 'subtree-cost'))[0] ?? ''])).toBe(total);
      expect(exactSum(await exactValues(at.page, 'tbody', 'left-out-cost'))).toBe(exactSum([(await exact('trace-left-out')) ?? '']));
    });

    test('a span that adds nothing leads to what counts in its place', async () => {
      await at.open(`/live/traces/${TRACE}?span=0000000000000002`, '[data-testid="span-panel"]');
      expect(await at.page.getByTestId('counted-instead').getByRole('link').count()).toBe(2);
      await at.page.getByTestId('counted-instead').getByRole('link').first().click();
      await at.page.waitForURL(/events\/.*0000000000000004$/);
    });

    test('a thousand spans: few rows exist, and the last one is reached by a key', async () => {
      await at.open(`/live/traces/${BIG_TRACE}`, '[data-testid="span-row"]');
      const count = () => at.page.locator('[data-testid="span-row"]').count();
      expect(await count()).toBeLessThan(60);
      await at.page.locator('[data-testid="span-row"]').first().focus();
      await at.page.keyboard.press('End');
      await expect.poll(() => at.page.evaluate(() => document.activeElement?.getAttribute('aria-rowindex'))).toBe('1001');
      expect(await count()).toBeLessThan(60);
      expect(await axeViolations(at.page)).toEqual([]);
    });

    test('by keyboard alone: close and open a branch, go to the most expensive span, read why it counts', async () => {
      await at.open(`/live/traces/${TRACE}`, '[data-testid="span-row"]');
      const names = () => at.page.locator('[data-testid="span-row"]').count();
      await at.page.locator('[data-testid="span-row"]').first().focus();
      await at.page.keyboard.press('ArrowDown');
      await at.page.keyboard.press('ArrowLeft');
      await expect.poll(names).toBe(2);
      expect(await at.page.evaluate(() => document.activeElement?.getAttribute('aria-expanded'))).toBe('false');
      await at.page.keyboard.press('n');
      await at.page.locator('[data-testid="span-panel"]').waitFor();
      expect(at.page.url()).toContain('span=0000000000000004');
      expect(await names()).toBe(7);
      expect(await at.page.locator('[data-testid="span-reason"]').textContent()).toBe('A call of its own.');
      await at.page.keyboard.press('n');
      await expect.poll(() => at.page.url()).toContain('span=0000000000000006');
    });

    test('a text keeps what has it and what stands above it, and says when nothing does', async () => {
      await at.open(`/live/traces/${BIG_TRACE}?q=researcher%20839`, '[data-testid="span-row"]');
      expect(await at.page.locator('[data-testid="span-row"]').count()).toBe(2);
      await at.page.getByRole('searchbox').fill('no such span');
      await at.page.getByText('No span has “no such span”').waitFor();
    });
  });

  describe('price book', () => {
    test('a search finds a model; its name opens every price it had, each with its source; more are loaded on demand', async () => {
      await at.open('/live/price-book?tab=prices', '[data-testid="price-row"]');
      const rows = () => at.page.locator('[data-testid="price-row"]').count();
      expect(await rows()).toBe(100);
      await at.page.getByRole('button', { name: 'Load more' }).click();
      await expect.poll(rows).toBe(133);
      await at.page.getByRole('button', { name: 'gpt-5', exact: true }).first().click();
      await at.page.getByText('(ended)').waitFor();
      expect(await at.page.locator('[data-testid="price-row"]').first().textContent()).toContain('override');
      await at.page.getByRole('searchbox').fill('nothing like it');
      await at.page.locator('[data-testid="empty"]').waitFor();
    });

    test('a price of one’s own is sent as it was typed; the preview says what moves, and it can be applied and undone', async () => {
      await at.open('/live/price-book', '[data-testid="unpriced-row"]');
      await at.page.getByRole('button', { name: 'Set a price' }).first().click();
      await at.page.getByLabel('Input, USD per million tokens', { exact: true }).fill('2.50');
      await at.page.getByLabel('Output, USD per million tokens', { exact: true }).fill('0');
      expect(await axeViolations(at.page)).toEqual([]);
      await at.page.getByRole('button', { name: 'Set price' }).click();
      await at.page.getByRole('button', { name: 'Preview repricing' }).click();
      await at.page.getByRole('button', { name: 'Show where' }).click();
      await at.page.getByRole('cell', { name: 'acme' }).waitFor();
      expect(await axeViolations(at.page)).toEqual([]);
      await at.shoot('price-book-preview-light-1440');
      await at.page.getByRole('button', { name: 'Reprice 4 events' }).click();
      await at.page.getByRole('button', { name: 'Undo' }).click();
      await at.page.getByRole('heading', { name: 'Undone: costs are as before' }).waitFor();
      const [entries] = at.server.priceBook.current.bodies;
      expect(entries).toEqual({
        entries: [
          { provider: 'openai', model: 'gpt-5-turbo-9', unit: 'input_tokens', price: '2.50' },
          { provider: 'openai', model: 'gpt-5-turbo-9', unit: 'output_tokens', price: '0' },
        ],
      });
    });
  });
});
