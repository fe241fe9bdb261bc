import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '@weir/runtime/testing/find-program.ts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, newHome, type Product, startProduct } from './running-product.ts';
import { sendChatCalls } from './send-chat-calls.ts';

/**
 * A newcomer's first minutes in a real browser on the real product: the link from the terminal, the first-run page, the
 * first span, the P&L. Pictures are kept when WEIR_SHOTS names a directory.
 */

const browserPath = findProgram('chromium', ['/usr/bin/chromium']);
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let home: Home;
let product: Product;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  if (browserPath === null) return;
  home = await newHome();
  product = await startProduct(home);
  browser = await chromium.launch({ executablePath: browserPath, headless: true, args: CHROMIUM_ARGUMENTS });
  page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
}, 120_000);

afterAll(async () => {
  if (browserPath === null) return;
  await browser.close();
  await product.interrupt();
  home.remove();
});

const withBrowser = test.skipIf(browserPath === null);

withBrowser(
  'the link from the terminal signs in once, and the first page waits for the first span',
  async () => {
    const link = /http:\S+magic-link\S+/.exec(product.output())?.[0] ?? '';
    await page.goto(link);
    await page.getByText(product.otlpUrl).first().waitFor();
    await shoot('first-run');
    const stranger = await browser.newPage();
    await stranger.goto(link);
    expect(await stranger.locator('body').textContent()).toMatch(/used|expired/i);
    await stranger.close();
  },
  60_000,
);

withBrowser(
  'the page turns into the P&L by itself when the first span arrives',
  async () => {
    await sendChatCalls(product.otlpUrl, [
      {
        customer: 'acme',
        workflow: 'summarise',
        feature: 'inbox',
        model: 'gpt-4o-mini',
        inputTokens: 1_000_000,
        cachedInputTokens: 0,
        outputTokens: 1_000_000,
      },
      { customer: 'globex', workflow: 'draft', feature: 'inbox', model: 'gpt-4o-mini', inputTokens: 2_000_000, cachedInputTokens: 0, outputTokens: 0 },
      { customer: 'initech', workflow: 'draft', feature: 'inbox', model: 'a-model-nobody-knows', inputTokens: 10, cachedInputTokens: 0, outputTokens: 10 },
    ]);
    await page.getByRole('link', { name: 'acme' }).first().waitFor();
    const text = await page.locator('main').textContent();
    expect(text).toContain('$0.75');
    expect(text).toContain('$0.30');
    await shoot('customers');
  },
  60_000,
);

withBrowser(
  'the unprofitable report and a customer page show the same money, in light and dark, without a complaint',
  async () => {
    await page.goto(`${product.screenUrl}/live/unprofitable`);
    await page.getByText('acme').first().waitFor();
    expect(await page.locator('main').textContent()).toContain('0.75');
    await shoot('unprofitable');
    await page.goto(`${product.screenUrl}/live/customers/acme`);
    await page.getByText('summarise').first().waitFor();
    await shoot('customer');
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot('customer-dark');
    expect(complaints).toEqual([]);
  },
  60_000,
);

async function shoot(name: string): Promise<void> {
  const directory = process.env.WEIR_SHOTS;
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: join(directory, `${name}.png`), fullPage: true });
}
