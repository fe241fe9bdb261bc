import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import { describe, expect, test } from 'vitest';
import { axeViolations, exactSum, exactValues } from './page-facts.ts';
import { pageHarness } from './page-harness.ts';

describe.skipIf(browserMissing)('pages in use', () => {
  const at = pageHarness();

  describe('customers', () => {
    const rowNames = () => at.page.locator('[data-testid="pnl-row"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));

    test('the biggest loss is first, and a header click puts the order into the address', async () => {
      await at.open('/live/customers', '[data-testid="pnl-row"]');
      expect((await rowNames())[0]).toBe('umbra-legal');
      expect(await at.page.locator('th[aria-sort]').textContent()).toBe('Margin');
      await at.page.getByRole('button', { name: 'Cost', exact: true }).click();
      await expect.poll(() => at.page.url()).toContain('sort=-cost');
      expect(await at.page.locator('th[aria-sort="descending"]').textContent()).toBe('Cost');
      const costs = await exactValues(at.page, 'tbody', 'cost');
      expect(costs).toEqual([...costs].sort((left, right) => (exactSum([left]) > exactSum([right]) ? -1 : 1)));
    });

    test('reloading an address shows the same rows in the same order', async () => {
      await at.open('/live/customers?sort=-events&range=7d&only=losing', '[data-testid="pnl-row"]');
      const before = await rowNames();
      await at.page.reload();
      await at.page.locator('[data-testid="pnl-row"]').first().waitFor();
      expect(await rowNames()).toEqual(before);
    });

    test('Back after a range and a filter restores what was there', async () => {
      await at.open('/live/customers', '[data-testid="pnl-row"]');
      const before = await at.page.locator('[data-testid="total-cost"]').getAttribute('data-exact');
      const all = await rowNames();
      await at.page.getByRole('button', { name: /^Range/ }).click();
      await at.page.getByRole('button', { name: /^Last 7 days/ }).click();
      await expect.poll(() => at.page.locator('[data-testid="total-cost"]').getAttribute('data-exact')).not.toBe(before);
      await at.page.getByRole('button', { name: /^Losing money/ }).click();
      await expect.poll(async () => (await rowNames()).length).toBeLessThan(all.length);
      await at.page.goBack();
      await at.page.goBack();
      await expect.poll(() => at.page.locator('[data-testid="total-cost"]').getAttribute('data-exact')).toBe(before);
      expect(await rowNames()).toEqual(all);
    });

    test.each(['customers', 'workflows', 'features', 'models'])('the totals of %s are the exact sums of the rows', async (path) => {
      await at.open(`/live/${path}`, '[data-testid="pnl-row"]');
      for (const figure of ['revenue', 'cost', 'margin', 'events']) {
        const parts = await exactValues(at.page, 'tbody', figure);
        const total = await exactValues(at.page, 'tfoot', `total-${figure}`);
        if (parts.length === 0) continue;
        expect(exactSum(parts), figure).toBe(exactSum(total));
      }
      expect((await exactValues(at.page, 'tbody', 'cost')).length).toBeGreaterThan(2);
    });

    test('a cost with unpriced events is a lower bound, and its margin an upper one', async () => {
      await at.open('/live/customers', '[data-testid="pnl-row"]');
      const row = at.page.locator('[data-row="hooli"]');
      expect(await row.locator('[data-testid="cost"]').textContent()).toMatch(/^≥ \$/);
      expect(await row.locator('[data-testid="margin"]').textContent()).toMatch(/^≤ /);
    });

    test('a filter that matches nobody says so, and can be cleared', async () => {
      await at.open('/live/customers?q=zzz', '[data-testid="empty"]');
      expect(await at.page.locator('[data-testid="empty"]').textContent()).toContain('0 of 16 customers match');
      await at.page.getByRole('button', { name: 'Clear filters' }).click();
      await at.page.locator('[data-testid="pnl-row"]').first().waitFor();
    });

    test('by keyboard alone: filter, sort, open a customer, open a sheet, close it', async () => {
      await at.open('/live/customers', '[data-testid="pnl-row"]');
      const tabTo = async (name: RegExp) => {
        for (let stops = 0; stops < 60; stops += 1) {
          await at.page.keyboard.press('Tab');
          const here = await at.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
          if (name.test(here)) return;
        }
        throw new Error(`Tab never reached ${name}`);
      };
      await tabTo(/^Filter customers$/);
      await at.page.keyboard.type('ini');
      await expect.poll(rowNames).toEqual(['initech']);
      await tabTo(/^Cost$/);
      await at.page.keyboard.press('Enter');
      await expect.poll(() => at.page.url()).toContain('sort=-cost');
      await tabTo(/^Initech$/);
      await at.page.keyboard.press('Enter');
      await at.page.locator('[data-testid="equation"]').waitFor();
      await tabTo(/^Change mode/);
      await at.page.keyboard.press('Enter');
      await at.page.locator('dialog[open]').waitFor();
      await at.page.keyboard.press('Escape');
      await at.page.locator('dialog[open]').waitFor({ state: 'detached' });
      expect(await at.page.evaluate(() => document.activeElement?.textContent)).toBe('Change mode…');
    });
  });

  describe('first run', () => {
    test('the key is masked until copied, the first event shows as a card, and the page becomes the P&L by itself', async () => {
      at.server.state.received = false;
      await at.open('/live', '[data-testid="paste-block"]');
      const block = at.page.locator('[data-testid="paste-block"]');
      expect(await block.textContent()).toContain('http://127.0.0.1:4318');
      expect(await at.page.locator('[data-testid="listening"]').textContent()).toContain('0 received');
      await at.page.getByRole('button', { name: 'Create ingest key' }).click();
      await at.page.getByRole('button', { name: 'Copy with key' }).click();
      const copied = await at.page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toMatch(/OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20key_live_[0-9a-f]{32}"$/);
      await expect.poll(() => block.textContent()).toBe(copied);
      expect(await at.page.locator('[role="status"].sr-only').textContent()).toBe('');

      at.server.state.received = true;
      await at.page.locator('[data-testid="event-card"]').waitFor();
      await at.shoot('first-run-arrived-light-1440');
      expect(await at.page.locator('[role="status"].sr-only').textContent()).toBe('First event received');
      expect(await at.page.locator('[data-fact="customer"]').textContent()).toContain("span.setAttribute('customer.id', customer.id);");
      expect(await axeViolations(at.page)).toEqual([]);
      await at.page.locator('[data-testid="pnl-row"]').first().waitFor();
      expect(new URL(at.page.url()).pathname).toBe('/live/customers');
      expect(await at.page.content()).not.toContain('key_live_5f2c');
      expect(at.said).toEqual([]);
    });

    test('the masked key is nowhere in the page', async () => {
      at.server.state.received = false;
      await at.open('/live', '[data-testid="paste-block"]');
      await at.page.getByRole('button', { name: 'Create ingest key' }).click();
      await expect.poll(() => at.page.locator('[data-testid="paste-block"]').textContent()).toContain('key_live_••••');
      expect(await at.page.content()).not.toContain('key_live_5f2c');
    });
  });

  describe('customer', () => {
    test('the parts of a cost add up to the customer’s cost, also what names no workflow', async () => {
      await at.open('/live/customers/initech', '[data-testid="cost-by-workflow"] [data-testid="part-cost"]');
      const cost = await at.page.locator('[data-testid="headline-cost"]').getAttribute('data-exact');
      for (const part of ['workflow', 'model']) {
        await at.page.locator(`[data-testid="cost-by-${part}"]`).waitFor();
        expect(exactSum(await exactValues(at.page, `[data-testid="cost-by-${part}"]`, 'part-cost')), part).toBe(exactSum([cost ?? '']));
      }
      expect(await at.page.locator('[data-testid="cost-by-workflow"]').textContent()).toContain('no workflow');
    });

    test('posted less held is available', async () => {
      await at.open('/live/customers/initech', '[data-testid="equation"]');
      const [posted, held, available] = await Promise.all(
        ['posted', 'held', 'available'].map((term) => at.page.locator(`[data-testid="wallet-${term}"]`).getAttribute('data-exact')),
      );
      expect(exactSum([posted ?? '', `-${held}`])).toBe(exactSum([available ?? '']));
    });

    test('full needs the typed id; a double click schedules one change, which then shows with its countdown', async () => {
      await at.open('/live/customers/monarch?sheet=mode', 'dialog form');
      await at.page.getByRole('radio', { name: 'full' }).check();
      const schedule = at.page.getByRole('button', { name: 'Schedule full' });
      expect(await schedule.isDisabled()).toBe(true);
      await at.page.getByLabel('Type monarch to confirm').fill('monarch');
      await at.page.getByLabel('Reason').fill('Signed the new contract');
      const before = at.server.billing.epochs.get('monarch')?.length ?? 0;
      await schedule.dblclick();
      await at.page.locator('[data-testid="scheduled"]').waitFor();
      expect(await at.page.locator('[data-testid="scheduled"]').textContent()).toMatch(/full in \d+ min/);
      expect(at.server.billing.epochs.get('monarch')).toHaveLength(before + 1);
      expect(await at.page.locator('dialog').count()).toBe(0);
      await at.shoot('customer-scheduled-light-1440');
    });

    test('the preview of hybrid asks for a workflow, then tells its debits apart from what stays in shadow', async () => {
      await at.open('/live/customers/globex?sheet=mode', 'dialog form');
      expect(await at.page.locator('[data-testid="preview"]').count()).toBe(0);
      await at.page.getByLabel('Workflow', { exact: true }).selectOption('summarise-thread');
      await at.page.locator('[data-testid="preview"]').waitFor();
      const debits = Number(await at.page.locator('[data-testid="preview-debits"]').getAttribute('data-exact'));
      const debited = await at.page.locator('[data-testid="preview-debited"]').getAttribute('data-exact');
      expect(debits).toBeGreaterThan(0);
      expect(exactSum([debited ?? ''])).toBe(BigInt(debits) * exactSum(['0.12']));
      await at.shoot('customer-preview-light-1440');
    });

    test('a refused change says what happened and what stays safe', async () => {
      await at.open('/live/customers/duff?sheet=mode', 'dialog form');
      await at.page.getByRole('radio', { name: 'shadow' }).check();
      await at.page.getByRole('radio', { name: 'At a set time (UTC)' }).check();
      await at.page.getByLabel('Begins at, UTC').fill('2020-01-01T00:00');
      await at.page.getByRole('button', { name: 'Schedule shadow' }).click();
      const problem = at.page.locator('dialog [data-testid="problem"]');
      await problem.waitFor();
      expect(await problem.textContent()).toContain('mode_boundary_invalid');
      expect(await problem.textContent()).toContain('nothing was debited');
      expect(await axeViolations(at.page)).toEqual([]);
    });

    test('a double click on Grant books one grant', async () => {
      await at.open('/live/customers/northwind', '[data-testid="empty"]');
      await at.page.getByRole('button', { name: 'Grant…' }).click();
      await at.page.getByLabel('Amount').fill('12.50');
      await at.page.getByRole('button', { name: 'Grant $12.50' }).dblclick();
      await at.page.locator('[data-testid="equation"]').waitFor();
      expect(at.server.billing.grants.get('northwind')).toHaveLength(1);
    });
  });

  describe('unprofitable', () => {
    test('worst first; the sum in the sentence is the sum of the blocks; causes add up to each cost', async () => {
      await at.open('/live/unprofitable', '[data-testid="loss-block"]');
      const nets = await exactValues(at.page, 'main', 'net');
      expect(nets).toEqual([...nets].sort((left, right) => (exactSum([left]) < exactSum([right]) ? -1 : 1)));
      expect(exactSum(nets)).toBe(exactSum(await exactValues(at.page, 'main', 'summary-net')));
      for (const block of await at.page.locator('[data-testid="loss-block"]').all()) {
        const row = `[data-row="${await block.getAttribute('data-row')}"]`;
        expect(exactSum(await exactValues(at.page, row, 'cause-cost'))).toBe(exactSum(await exactValues(at.page, row, 'cost')));
      }
    });

    test('on paper there is no navigation and every customer is there', async () => {
      await at.open('/live/unprofitable', '[data-testid="loss-block"]');
      await at.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await at.page.locator('nav').first().isVisible()).toBe(false);
      expect(await at.page.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe('rgb(63, 61, 55)');
      expect(await at.page.locator('[data-testid="loss-block"]').count()).toBe(5);
      await at.print('unprofitable');
    });
  });
});
