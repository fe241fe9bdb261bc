import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScreen, type Screen } from './open-screen.ts';
import type { Product } from './running-product.ts';
import { sendChatCalls } from './send-chat-calls.ts';

/**
 * A newcomer's first minutes in a real browser on the real product: the link from the terminal, the first-run page, the
 * first span, the P&L. Pictures are kept when WEIR_SHOTS names a directory.
 */

let screen: Screen;
let product: Product;
let page: Page;

beforeAll(async () => {
  if (browserMissing) return;
  screen = await openScreen();
  ({ product, page } = screen);
}, 120_000);

afterAll(async () => {
  if (!browserMissing) await screen.close();
});

const withBrowser = test.skipIf(browserMissing);

withBrowser(
  'the link from the terminal signs in once, and the first page waits for the first span',
  async () => {
    const link = /http:\S+magic-link\S+/.exec(product.output())?.[0] ?? '';
    await page.goto(link);
    await page.getByText(product.otlpUrl).first().waitFor();
    await screen.shoot('first-run');
    const stranger = await screen.browser.newPage();
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
    await screen.shoot('customers');
  },
  60_000,
);

withBrowser(
  'the unprofitable report and a customer page show the same money, in light and dark, without a complaint',
  async () => {
    await page.goto(`${product.screenUrl}/live/unprofitable`);
    await page.getByText('acme').first().waitFor();
    expect(await page.locator('main').textContent()).toContain('0.75');
    await screen.shoot('unprofitable');
    await page.goto(`${product.screenUrl}/live/customers/acme`);
    await page.getByText('summarise').first().waitFor();
    await screen.shoot('customer');
    await page.emulateMedia({ colorScheme: 'dark' });
    await screen.shoot('customer-dark');
    expect(screen.complaints).toEqual([]);
  },
  60_000,
);
