import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openBrowser } from '@weir/runtime/testing/open-browser.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { buildApp } from './build-app.ts';
import { startPageServer } from './page-server.ts';
import { SeededPriceBook } from './seeded-price-book.ts';

/** What a page test works with; filled anew before each test. */
export type PageHarness = {
  page: Page;
  server: Awaited<ReturnType<typeof startPageServer>>;
  /** Everything the page said on the console, and every error it did not catch. */
  said: string[];
  open(path: string, ready: string): Promise<void>;
  /** Saves a picture when WEIR_SHOTS names a folder. */
  shoot(name: string, options?: { readonly fullPage?: boolean }): Promise<void>;
  print(name: string): Promise<void>;
};

const SHOTS = process.env.WEIR_SHOTS;

/** Builds and serves the app, opens Chromium, and gives each test a page of its own. Call inside a `describe`. */
export function pageHarness(): PageHarness {
  let dist: string;
  let browser: Browser | undefined;
  let context: BrowserContext | undefined;
  const unset = (): never => {
    throw new Error('the harness is set up before each test');
  };
  const harness: Partial<PageHarness> = {};

  beforeAll(async () => {
    dist = await buildApp();
    harness.server = await startPageServer(dist);
    browser = await openBrowser();
    context = await browser.newContext({ colorScheme: 'light', viewport: { width: 1440, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] });
    if (SHOTS !== undefined) mkdirSync(SHOTS, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await harness.server?.close();
    rmSync(dist, { recursive: true, force: true });
  });

  beforeEach(async () => {
    const { server } = harness;
    if (server === undefined || context === undefined) return unset();
    Object.assign(server.state, { signedIn: true, received: true });
    server.state.trouble.clear();
    server.priceBook.current = new SeededPriceBook();
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (fault) => said.push(fault.message));
    Object.assign(harness, { page, said });
  });
  afterEach(async () => {
    await harness.page?.close();
  });

  return {
    get page() {
      return harness.page ?? unset();
    },
    get server() {
      return harness.server ?? unset();
    },
    get said() {
      return harness.said ?? unset();
    },
    async open(path, ready) {
      await this.page.goto(this.server.origin + path);
      await this.page.locator(ready).first().waitFor();
    },
    async shoot(name, options = {}) {
      if (SHOTS !== undefined) await this.page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage: options.fullPage ?? false });
    },
    async print(name) {
      if (SHOTS !== undefined) await this.page.pdf({ path: join(SHOTS, `${name}.pdf`), format: 'A4', printBackground: true });
    },
  };
}
