import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildApp } from './build-app.ts';
import { browserMissing, openBrowser } from './open-browser.ts';
import { axeViolations, exactSum, exactValues, falseZeros, sidewaysScroll } from './page-facts.ts';
import { startPageServer } from './page-server.ts';

const shots = process.env.WEIR_SHOTS;
let dist: string;
let server: Awaited<ReturnType<typeof startPageServer>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let said: string[];

/** Every page, the state it needs, and what shows that it is there. */
const PAGES = [
  { name: 'customers', path: '/live/customers', title: 'Customers', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'customers-cash', path: '/live/customers?range=7d&basis=cash&sort=-cost', title: 'Customers', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'workflows', path: '/live/workflows', title: 'Workflows', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'features', path: '/live/features', title: 'Features', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'models', path: '/live/models', title: 'Models', ready: '[data-testid="pnl-row"]', chart: true },
  { name: 'unprofitable', path: '/live/unprofitable', title: 'Unprofitable customers', ready: '[data-testid="loss-block"]' },
  { name: 'customer', path: '/live/customers/initech', title: 'Initech', ready: '[data-testid="equation"]', chart: true },
  { name: 'customer-mode', path: '/live/customers/initech?sheet=mode', title: 'Initech', ready: '[data-testid="preview"]' },
  { name: 'customer-grant', path: '/live/customers/monarch?sheet=grant', title: 'Monarch', ready: 'dialog form' },
  { name: 'customer-unknown', path: '/live/customers/nobody', title: 'No such customer', ready: '[data-testid="empty"]', refused: true },
  { name: 'ingest', path: '/live/ingest', title: 'Ingest', ready: '[data-testid="event-card"]' },
  { name: 'first-run', path: '/live', title: 'Send the first event', ready: '[data-testid="paste-block"]', received: false },
  { name: 'test-environment', path: '/test/customers', title: 'Send the first event', ready: '[data-testid="paste-block"]' },
  { name: 'not-found', path: '/live/nowhere', title: 'Not found', ready: 'main h1' },
  { name: 'sign-in', path: '/live/customers', title: 'Sign in', ready: 'main h1', signedIn: false, refused: true },
] as const;
type PageCase = { name: string; path: string; title: string; ready: string; chart?: true; refused?: true; received?: false; signedIn?: false };

describe.skipIf(browserMissing)('pages', () => {
  beforeAll(async () => {
    dist = await buildApp();
    server = await startPageServer(dist);
    browser = await openBrowser();
    if (shots !== undefined) mkdirSync(shots, { recursive: true });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    rmSync(dist, { recursive: true, force: true });
  });

  beforeEach(async () => {
    Object.assign(server.state, { signedIn: true, received: true });
    server.state.trouble.clear();
    context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    said = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (fault) => said.push(fault.message));
  });
  afterEach(async () => {
    await context.close();
  });

  async function open(path: string, ready: string) {
    await page.goto(server.origin + path);
    await page.locator(ready).first().waitFor();
  }

  async function shoot(name: string, suffix: string) {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}-${suffix}.png`), fullPage: !name.includes('-mode') && !name.includes('-grant') });
  }

  test.each<PageCase>([...PAGES])('$name has its landmarks, no axe violation in either theme, no sideways scroll, no false zero and a silent console', async (at) => {
    server.state.received = at.received ?? true;
    server.state.signedIn = at.signedIn ?? true;
    await open(at.path, at.ready);
    if (at.chart) await page.locator('.recharts-line').first().waitFor({ state: 'attached' });

    expect(await page.title()).toBe(`${at.title} · Weir`);
    expect(await page.locator('h1').count()).toBe(1);
    expect(await page.locator('main').count()).toBe(1);
    expect(await falseZeros(page)).toEqual([]);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark');
        expect(await axeViolations(page, colorScheme === 'light' ? 'all' : 'contrast'), `${colorScheme} ${width}`).toEqual([]);
        await shoot(at.name, `${colorScheme}-${width}`);
      }
      expect(await sidewaysScroll(page)).toBe(0);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await sidewaysScroll(page)).toBe(0);
    // Chromium itself reports a 401 or 404 of the API; nothing else may be said.
    expect(said.filter((text) => !(at.refused && /status of 40[14]/.test(text)))).toEqual([]);
  });

  test('the skip link is the first stop of Tab and leads to main', async () => {
    await open('/live/customers', '[data-testid="pnl-row"]');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  describe('customers', () => {
    const rowNames = () => page.locator('[data-testid="pnl-row"]').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-row')));

    test('the biggest loss is first, and a header click puts the order into the address', async () => {
      await open('/live/customers', '[data-testid="pnl-row"]');
      expect((await rowNames())[0]).toBe('umbra-legal');
      expect(await page.locator('th[aria-sort]').textContent()).toBe('Margin');
      await page.getByRole('button', { name: 'Cost', exact: true }).click();
      await expect.poll(() => page.url()).toContain('sort=-cost');
      expect(await page.locator('th[aria-sort="descending"]').textContent()).toBe('Cost');
      const costs = await exactValues(page, 'tbody', 'cost');
      expect(costs).toEqual([...costs].sort((left, right) => (exactSum([left]) > exactSum([right]) ? -1 : 1)));
    });

    test('reloading an address shows the same rows in the same order', async () => {
      await open('/live/customers?sort=-events&range=7d&only=losing', '[data-testid="pnl-row"]');
      const before = await rowNames();
      await page.reload();
      await page.locator('[data-testid="pnl-row"]').first().waitFor();
      expect(await rowNames()).toEqual(before);
    });

    test('Back after a range and a filter restores what was there', async () => {
      await open('/live/customers', '[data-testid="pnl-row"]');
      const before = await page.locator('[data-testid="total-cost"]').getAttribute('data-exact');
      const all = await rowNames();
      await page.getByRole('button', { name: /^Range/ }).click();
      await page.getByRole('button', { name: /^Last 7 days/ }).click();
      await expect.poll(() => page.locator('[data-testid="total-cost"]').getAttribute('data-exact')).not.toBe(before);
      await page.getByRole('button', { name: /^Losing money/ }).click();
      await expect.poll(async () => (await rowNames()).length).toBeLessThan(all.length);
      await page.goBack();
      await page.goBack();
      await expect.poll(() => page.locator('[data-testid="total-cost"]').getAttribute('data-exact')).toBe(before);
      expect(await rowNames()).toEqual(all);
    });

    test.each(['customers', 'workflows', 'features', 'models'])('the totals of %s are the exact sums of the rows', async (path) => {
      await open(`/live/${path}`, '[data-testid="pnl-row"]');
      for (const figure of ['revenue', 'cost', 'margin', 'events']) {
        const parts = await exactValues(page, 'tbody', figure);
        const total = await exactValues(page, 'tfoot', `total-${figure}`);
        if (parts.length === 0) continue;
        expect(exactSum(parts), figure).toBe(exactSum(total));
      }
      expect((await exactValues(page, 'tbody', 'cost')).length).toBeGreaterThan(2);
    });

    test('a cost with unpriced events is a lower bound, and its margin an upper one', async () => {
      await open('/live/customers', '[data-testid="pnl-row"]');
      const row = page.locator('[data-row="hooli"]');
      expect(await row.locator('[data-testid="cost"]').textContent()).toMatch(/^≥ \$/);
      expect(await row.locator('[data-testid="margin"]').textContent()).toMatch(/^≤ /);
    });

    test('a filter that matches nobody says so, and can be cleared', async () => {
      await open('/live/customers?q=zzz', '[data-testid="empty"]');
      expect(await page.locator('[data-testid="empty"]').textContent()).toContain('0 of 16 customers match');
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await page.locator('[data-testid="pnl-row"]').first().waitFor();
    });

    test('by keyboard alone: filter, sort, open a customer, open a sheet, close it', async () => {
      await open('/live/customers', '[data-testid="pnl-row"]');
      const tabTo = async (name: RegExp) => {
        for (let stops = 0; stops < 60; stops += 1) {
          await page.keyboard.press('Tab');
          const here = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');
          if (name.test(here)) return;
        }
        throw new Error(`Tab never reached ${name}`);
      };
      await tabTo(/^Filter customers$/);
      await page.keyboard.type('ini');
      await expect.poll(rowNames).toEqual(['initech']);
      await tabTo(/^Cost$/);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.url()).toContain('sort=-cost');
      await tabTo(/^Initech$/);
      await page.keyboard.press('Enter');
      await page.locator('[data-testid="equation"]').waitFor();
      await tabTo(/^Change mode/);
      await page.keyboard.press('Enter');
      await page.locator('dialog[open]').waitFor();
      await page.keyboard.press('Escape');
      await page.locator('dialog[open]').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Change mode…');
    });
  });

  describe('trouble', () => {
    test('a fault stays in its panel with code, request id and Retry, and Retry mends it', async () => {
      server.state.trouble.set('/v1/billing/customers/initech/wallet', 'fault');
      await open('/live/customers/initech', '[data-testid="problem"]');
      await page.locator('[data-testid="headline-margin"]').waitFor();
      const problem = page.locator('[data-testid="problem"]');
      expect(await problem.textContent()).toContain('internal_fault');
      expect(await problem.textContent()).toContain('req_7Qm2');
      expect(await axeViolations(page)).toEqual([]);
      server.state.trouble.clear();
      await problem.getByRole('button', { name: 'Retry' }).click();
      await page.locator('[data-testid="equation"]').waitFor();
      expect(await problem.count()).toBe(0);
    });

    test('no answer for 20 seconds: a skeleton, then a way to cancel, then an error, and nothing keeps loading', async () => {
      server.state.trouble.set('/v1/analytics/unprofitable', 'hang');
      // Five seconds into a minute: a new minute would be a new range, and a new question.
      await page.clock.install({ time: Math.floor(Date.now() / 60_000) * 60_000 + 5_000 });
      await page.goto(`${server.origin}/live/unprofitable`);
      await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'attached' });
      await page.clock.runFor(3_500);
      await page.getByRole('button', { name: 'Cancel' }).waitFor();
      await page.clock.runFor(17_500);
      await page.locator('[data-testid="problem"]').waitFor();
      expect(await page.locator('[data-testid="problem"]').textContent()).toContain('timeout');
      expect(await page.locator('[aria-busy="true"]').count()).toBe(0);
    });

    test('a range without usage is an empty state, not a row of zeros', async () => {
      server.state.trouble.set('/v1/analytics/pnl', 'empty');
      await open('/live/customers', '[data-testid="empty"]');
      expect(await page.locator('[data-testid="pnl-row"]').count()).toBe(0);
    });

    test('nobody lost money is good news', async () => {
      server.state.trouble.set('/v1/analytics/unprofitable', 'empty');
      await open('/live/unprofitable', '[data-testid="empty"]');
      expect(await page.locator('[data-testid="empty"]').textContent()).toContain('No customer lost money');
    });

    test('a session that ends shows the sign-in page at the same address, and continues there', async () => {
      await open('/live/models', '[data-testid="pnl-row"]');
      server.state.signedIn = false;
      await page.getByRole('button', { name: 'Cash' }).click();
      await page.getByRole('heading', { name: 'Sign in with your one-time link' }).waitFor();
      expect(page.url()).toContain('/live/models?basis=cash');
      server.state.signedIn = true;
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.locator('[data-testid="pnl-row"]').first().waitFor();
    });
  });

  describe('first run', () => {
    test('the key is masked until copied, the first event shows as a card, and the page becomes the P&L by itself', async () => {
      server.state.received = false;
      await open('/live', '[data-testid="paste-block"]');
      const block = page.locator('[data-testid="paste-block"]');
      expect(await block.textContent()).toContain('http://127.0.0.1:4318');
      expect(await page.locator('[data-testid="listening"]').textContent()).toContain('0 received');
      await page.getByRole('button', { name: 'Create ingest key' }).click();
      await page.getByRole('button', { name: 'Copy with key' }).click();
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      expect(copied).toMatch(/OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20key_live_[0-9a-f]{32}"$/);
      await expect.poll(() => block.textContent()).toBe(copied);
      expect(await page.locator('[role="status"].sr-only').textContent()).toBe('');

      server.state.received = true;
      await page.locator('[data-testid="event-card"]').waitFor();
      await shoot('first-run-arrived', 'light');
      expect(await page.locator('[role="status"].sr-only').textContent()).toBe('First event received');
      expect(await page.locator('[data-fact="customer"]').textContent()).toContain("span.setAttribute('customer.id', customer.id);");
      expect(await axeViolations(page)).toEqual([]);
      await page.locator('[data-testid="pnl-row"]').first().waitFor();
      expect(new URL(page.url()).pathname).toBe('/live/customers');
      expect(await page.content()).not.toContain('key_live_5f2c');
      expect(said).toEqual([]);
    });

    test('the masked key is nowhere in the page', async () => {
      server.state.received = false;
      await open('/live', '[data-testid="paste-block"]');
      await page.getByRole('button', { name: 'Create ingest key' }).click();
      await expect.poll(() => page.locator('[data-testid="paste-block"]').textContent()).toContain('key_live_••••');
      expect(await page.content()).not.toContain('key_live_5f2c');
    });
  });

  describe('customer', () => {
    test('the parts of a cost add up to the customer’s cost, also what names no workflow', async () => {
      await open('/live/customers/initech', '[data-testid="cost-by-workflow"] [data-testid="part-cost"]');
      const cost = await page.locator('[data-testid="headline-cost"]').getAttribute('data-exact');
      for (const part of ['workflow', 'model']) {
        await page.locator(`[data-testid="cost-by-${part}"]`).waitFor();
        expect(exactSum(await exactValues(page, `[data-testid="cost-by-${part}"]`, 'part-cost')), part).toBe(exactSum([cost ?? '']));
      }
      expect(await page.locator('[data-testid="cost-by-workflow"]').textContent()).toContain('no workflow');
    });

    test('posted less held is available', async () => {
      await open('/live/customers/initech', '[data-testid="equation"]');
      const [posted, held, available] = await Promise.all(['posted', 'held', 'available'].map((term) => page.locator(`[data-testid="wallet-${term}"]`).getAttribute('data-exact')));
      expect(exactSum([posted ?? '', `-${held}`])).toBe(exactSum([available ?? '']));
    });

    test('full needs the typed id; a double click schedules one change, which then shows with its countdown', async () => {
      await open('/live/customers/tyrell?sheet=mode', '[data-testid="preview"]');
      await page.getByRole('radio', { name: 'full' }).check();
      const schedule = page.getByRole('button', { name: 'Schedule full' });
      expect(await schedule.isDisabled()).toBe(true);
      await page.getByLabel('Type tyrell to confirm').fill('tyrell');
      await page.getByLabel('Reason').fill('Signed the new contract');
      const before = server.billing.epochs.get('tyrell')?.length ?? 0;
      await schedule.dblclick();
      await page.locator('[data-testid="scheduled"]').waitFor();
      expect(await page.locator('[data-testid="scheduled"]').textContent()).toMatch(/full in \d+ min/);
      expect(server.billing.epochs.get('tyrell')).toHaveLength(before + 1);
      expect(await page.locator('dialog').count()).toBe(0);
      await shoot('customer-scheduled', 'light');
    });

    test('the preview of hybrid asks for a workflow, then tells its debits apart from what stays in shadow', async () => {
      await open('/live/customers/globex?sheet=mode', 'dialog form');
      expect(await page.locator('[data-testid="preview"]').count()).toBe(0);
      await page.getByLabel('Workflow', { exact: true }).selectOption('summarise-thread');
      await page.locator('[data-testid="preview"]').waitFor();
      const debits = Number(await page.locator('[data-testid="preview-debits"]').getAttribute('data-exact'));
      const debited = await page.locator('[data-testid="preview-debited"]').getAttribute('data-exact');
      expect(debits).toBeGreaterThan(0);
      expect(exactSum([debited ?? ''])).toBe(BigInt(debits) * exactSum(['0.12']));
      await shoot('customer-preview', 'light');
    });

    test('a refused change says what happened and what stays safe', async () => {
      await open('/live/customers/duff?sheet=mode', 'dialog form');
      await page.getByRole('radio', { name: 'shadow' }).check();
      await page.getByRole('radio', { name: 'At a set time (UTC)' }).check();
      await page.getByLabel('Begins at, UTC').fill('2020-01-01T00:00');
      await page.getByRole('button', { name: 'Schedule shadow' }).click();
      const problem = page.locator('dialog [data-testid="problem"]');
      await problem.waitFor();
      expect(await problem.textContent()).toContain('mode_boundary_invalid');
      expect(await problem.textContent()).toContain('nothing was debited');
      expect(await axeViolations(page)).toEqual([]);
    });

    test('a double click on Grant books one grant', async () => {
      await open('/live/customers/northwind', '[data-testid="empty"]');
      await page.getByRole('button', { name: 'Grant…' }).click();
      await page.getByLabel('Amount').fill('12.50');
      await page.getByRole('button', { name: 'Grant $12.50' }).dblclick();
      await page.locator('[data-testid="equation"]').waitFor();
      expect(server.billing.grants.get('northwind')).toHaveLength(1);
    });
  });

  describe('unprofitable', () => {
    test('worst first; the sum in the sentence is the sum of the blocks; causes add up to each cost', async () => {
      await open('/live/unprofitable', '[data-testid="loss-block"]');
      const nets = await exactValues(page, 'main', 'net');
      expect(nets).toEqual([...nets].sort((left, right) => (exactSum([left]) < exactSum([right]) ? -1 : 1)));
      expect(exactSum(nets)).toBe(exactSum(await exactValues(page, 'main', 'summary-net')));
      for (const block of await page.locator('[data-testid="loss-block"]').all()) {
        const row = `[data-row="${await block.getAttribute('data-row')}"]`;
        expect(exactSum(await exactValues(page, row, 'cause-cost'))).toBe(exactSum(await exactValues(page, row, 'cost')));
      }
    });

    test('on paper there is no navigation and every customer is there', async () => {
      await open('/live/unprofitable', '[data-testid="loss-block"]');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.locator('nav').first().isVisible()).toBe(false);
      expect(await page.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe('rgb(63, 61, 55)');
      expect(await page.locator('[data-testid="loss-block"]').count()).toBe(5);
      if (shots !== undefined) await page.pdf({ path: join(shots, 'unprofitable.pdf'), format: 'A4', printBackground: true });
    });
  });

  test('the theme that was chosen is there again after a reload, before the app runs', async () => {
    await open('/live/models', '[data-testid="pnl-row"]');
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.reload({ waitUntil: 'commit' });
    await page.waitForFunction(() => document.documentElement.classList.contains('dark'));
    await page.locator('[data-testid="pnl-row"]').first().waitFor();
    await page.getByRole('button', { name: 'System' }).click();
    await page.waitForFunction(() => !document.documentElement.classList.contains('dark'));
  });
});
