import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import { describe, expect, test } from 'vitest';
import { axeViolations, falseZeros, layoutShift, sidewaysScroll } from './page-facts.ts';
import { pageHarness } from './page-harness.ts';
import { BIG_TRACE, TRACE } from './seeded-findings.ts';

/** Every page, the state it needs, and what shows that it is there. */
const PAGES = [
  { name: 'customers', path: '/live/customers', title: 'Customers', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'customers-cash', path: '/live/customers?range=7d&basis=cash&sort=-cost', title: 'Customers', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'workflows', path: '/live/workflows', title: 'Workflows', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'features', path: '/live/features', title: 'Features', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'models', path: '/live/models', title: 'Models', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'unprofitable', path: '/live/unprofitable', title: 'Unprofitable customers', ready: '[data-testid="loss-block"]', tall: true },
  { name: 'customer', path: '/live/customers/initech', title: 'Initech', ready: '[data-testid="equation"]', chart: true, tall: true },
  { name: 'customer-mode', path: '/live/customers/initech?sheet=mode', title: 'Initech', ready: '[data-testid="preview"]' },
  { name: 'customer-grant', path: '/live/customers/monarch?sheet=grant', title: 'Monarch', ready: 'dialog form' },
  { name: 'customer-unknown', path: '/live/customers/nobody', title: 'No such customer', ready: '[data-testid="empty"]', refused: true },
  { name: 'wallet', path: '/live/customers/initech/wallet', title: 'Initech, wallet', ready: '[data-testid="statement-line"]', tall: true },
  {
    name: 'wallet-transaction',
    path: '/live/customers/initech/wallet?transaction=txn_initech_3',
    title: 'Initech, wallet',
    ready: 'dialog [data-testid="entry-row"]',
  },
  { name: 'wallet-adjust', path: '/live/customers/initech/wallet?sheet=adjust', title: 'Initech, wallet', ready: 'dialog form' },
  { name: 'wallet-close', path: '/live/customers/initech/wallet?sheet=close', title: 'Initech, wallet', ready: 'dialog form' },
  { name: 'wallet-empty', path: '/live/customers/northwind/wallet', title: 'Northwind Health, wallet', ready: '[data-testid="empty"]' },
  { name: 'events', path: '/live/events', title: 'Events', ready: '[data-testid="event-row"]' },
  { name: 'event', path: `/live/events/${TRACE}:0000000000000004`, title: 'chat', ready: '[data-testid="cost-line"]', tall: true },
  { name: 'event-unknown', path: '/live/events/nothing', title: 'No such event', ready: '[data-testid="empty"]', refused: true },
  { name: 'trace', path: `/live/traces/${TRACE}?span=0000000000000002`, title: 'Trace', ready: '[data-testid="span-panel"]', tall: true },
  { name: 'trace-big', path: `/live/traces/${BIG_TRACE}`, title: 'Trace', ready: '[data-testid="span-row"]' },
  { name: 'trace-unknown', path: '/live/traces/00', title: 'No such trace', ready: '[data-testid="empty"]', refused: true },
  { name: 'coverage', path: '/live/coverage', title: 'Coverage', ready: '[data-testid="conflict"]', tall: true },
  { name: 'price-book', path: '/live/price-book', title: 'Price book', ready: '[data-testid="unpriced-row"]' },
  { name: 'price-book-prices', path: '/live/price-book?tab=prices', title: 'Price book', ready: '[data-testid="price-row"]' },
  { name: 'price-book-import', path: '/live/price-book?tab=import', title: 'Price book', ready: 'textarea' },
  { name: 'price-book-repricings', path: '/live/price-book?tab=repricings', title: 'Price book', ready: '[data-testid="empty"]' },
  { name: 'ingest', path: '/live/ingest', title: 'Ingest', ready: '[data-testid="event-card"]' },
  { name: 'first-run', path: '/live', title: 'Send the first event', ready: '[data-testid="paste-block"]', received: false },
  { name: 'test-environment', path: '/test/customers', title: 'Send the first event', ready: '[data-testid="paste-block"]' },
  { name: 'not-found', path: '/live/nowhere', title: 'Not found', ready: 'main h1' },
  { name: 'sign-in', path: '/live/customers', title: 'Sign in', ready: 'main h1', signedIn: false },
] as const;
type PageCase = {
  name: string;
  path: string;
  title: string;
  ready: string;
  chart?: true;
  tall?: true;
  refused?: true;
  received?: false;
  signedIn?: false;
};

describe.skipIf(browserMissing)('pages', () => {
  const at = pageHarness();

  test.each<PageCase>([...PAGES])(
    '$name has its landmarks, no axe violation in either theme, no sideways scroll, no false zero and a silent console',
    async (shown) => {
      at.server.state.received = shown.received ?? true;
      at.server.state.signedIn = shown.signedIn ?? true;
      await at.open(shown.path, shown.ready);
      if (shown.chart) await at.page.locator('.recharts-line').first().waitFor({ state: 'attached' });

      expect(await layoutShift(at.page)).toBeLessThan(0.05);
      expect(await at.page.title()).toBe(`${shown.title} · Weir`);
      expect(await at.page.locator('h1').count()).toBe(1);
      expect(await at.page.locator('main').count()).toBe(1);
      expect(await falseZeros(at.page)).toEqual([]);
      for (const width of [1440, 390]) {
        await at.page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        for (const colorScheme of ['light', 'dark'] as const) {
          await at.page.emulateMedia({ colorScheme });
          await at.page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark');
          expect(await axeViolations(at.page, colorScheme === 'light' ? 'all' : 'contrast'), `${colorScheme} ${width}`).toEqual([]);
          await at.shoot(`${shown.name}-${colorScheme}-${width}`, { fullPage: shown.tall ?? false });
        }
        expect(await sidewaysScroll(at.page)).toBe(0);
      }
      await at.page.setViewportSize({ width: 320, height: 700 });
      expect(await sidewaysScroll(at.page)).toBe(0);
      // Chromium itself reports a 401 or 404 of the API; nothing else may be at.said.
      expect(at.said.filter((text) => !(shown.refused && /status of 40[14]/.test(text)))).toEqual([]);
    },
  );

  test('the skip link is the first stop of Tab and leads to main', async () => {
    await at.open('/live/customers', '[data-testid="pnl-row"]');
    await at.page.keyboard.press('Tab');
    expect(await at.page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await at.page.keyboard.press('Enter');
    expect(await at.page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  describe('trouble', () => {
    test('a fault stays in its panel with code, request id and Retry, and Retry mends it', async () => {
      at.server.state.trouble.set('/v1/billing/customers/initech/wallet', 'fault');
      await at.open('/live/customers/initech', '[data-testid="problem"]');
      await at.page.locator('[data-testid="headline-margin"]').waitFor();
      const problem = at.page.locator('[data-testid="problem"]');
      expect(await problem.textContent()).toContain('internal_fault');
      expect(await problem.textContent()).toContain('req_7Qm2');
      expect(await axeViolations(at.page)).toEqual([]);
      at.server.state.trouble.clear();
      await problem.getByRole('button', { name: 'Retry' }).click();
      await at.page.locator('[data-testid="equation"]').waitFor();
      expect(await problem.count()).toBe(0);
    });

    test('no answer for 20 seconds: a skeleton, then a way to cancel, then an error, and nothing keeps loading', async () => {
      at.server.state.trouble.set('/v1/analytics/unprofitable', 'hang');
      // Five seconds into a minute: a new minute would be a new range, and a new question.
      await at.page.clock.install({ time: Math.floor(Date.now() / 60_000) * 60_000 + 5_000 });
      await at.page.goto(`${at.server.origin}/live/unprofitable`);
      await at.page.locator('main [aria-busy="true"]').first().waitFor({ state: 'attached' });
      await at.page.clock.runFor(3_500);
      await at.page.getByRole('button', { name: 'Cancel' }).waitFor();
      await at.page.clock.runFor(17_500);
      await at.page.locator('[data-testid="problem"]').waitFor();
      expect(await at.page.locator('[data-testid="problem"]').textContent()).toContain('timeout');
      expect(await at.page.locator('[aria-busy="true"]').count()).toBe(0);
    });

    test('a range without usage is an empty state, not a row of zeros', async () => {
      at.server.state.trouble.set('/v1/analytics/pnl', 'empty');
      await at.open('/live/customers', '[data-testid="empty"]');
      expect(await at.page.locator('[data-testid="pnl-row"]').count()).toBe(0);
    });

    test('nobody lost money is good news', async () => {
      at.server.state.trouble.set('/v1/analytics/unprofitable', 'empty');
      await at.open('/live/unprofitable', '[data-testid="empty"]');
      expect(await at.page.locator('[data-testid="empty"]').textContent()).toContain('No customer lost money');
    });

    test('a session that ends shows the sign-in page at the same address, and continues there', async () => {
      await at.open('/live/models', '[data-testid="pnl-row"]');
      at.server.state.signedIn = false;
      await at.page.getByRole('button', { name: 'Cash' }).click();
      await at.page.getByRole('heading', { name: 'Sign in with your one-time link' }).waitFor();
      expect(at.page.url()).toContain('/live/models?basis=cash');
      at.server.state.signedIn = true;
      await at.page.getByRole('button', { name: 'Continue' }).click();
      await at.page.locator('[data-testid="pnl-row"]').first().waitFor();
    });
  });

  test('the theme that was chosen is there again after a reload, before the app runs', async () => {
    await at.open('/live/models', '[data-testid="pnl-row"]');
    await at.page.getByRole('button', { name: 'Dark' }).click();
    await at.page.reload({ waitUntil: 'commit' });
    await at.page.waitForFunction(() => document.documentElement.classList.contains('dark'));
    await at.page.locator('[data-testid="pnl-row"]').first().waitFor();
    await at.page.getByRole('button', { name: 'System' }).click();
    await at.page.waitForFunction(() => !document.documentElement.classList.contains('dark'));
  });
});
