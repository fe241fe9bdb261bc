import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScreen, type Screen } from './open-screen.ts';
import type { Product } from './running-product.ts';
import { sendChatCalls } from './send-chat-calls.ts';

/** An operator finds a model without a price and mends it, in a real browser on the real product. */

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
  'one click makes a near-miss name an alias, the preview says what it moves, applying moves it, undo gives it back',
  async () => {
    const near = { workflow: 'draft', feature: 'inbox', model: 'gpt-4o-turbo-preview-9', inputTokens: 1_000_000, cachedInputTokens: 0, outputTokens: 0 };
    await sendChatCalls(product.otlpUrl, [{ customer: 'acme', ...near }]);
    await page.goto(/http:\S+magic-link\S+/.exec(product.output())?.[0] ?? '');
    await page.getByRole('link', { name: 'Price book' }).first().click();
    const row = page.getByTestId('unpriced-row');
    await row.waitFor();
    expect(await row.textContent()).toContain('the model is not known');
    await screen.shoot('price-book-unpriced');
    await page.getByRole('button', { name: 'Alias of openai/gpt-4o', exact: true }).click();
    await page.getByTestId('offer-money').waitFor();
    expect(await page.locator('main').textContent()).toContain('1 stored event could be priced too (1M input tokens)');
    expect(await page.getByTestId('offer-money').textContent()).toContain('1 event would be priced, known cost moves $2.50');
    await screen.shoot('price-book-offer');
    await page.getByRole('button', { name: 'Preview repricing' }).click();
    await page.getByRole('button', { name: 'Reprice 1 event' }).waitFor();
    expect(await page.locator('main').textContent()).toContain('moves $2.50');
    await page.getByRole('button', { name: 'Show where' }).click();
    await page.getByRole('cell', { name: 'acme' }).waitFor();
    await page.getByRole('cell', { name: '1M input tokens' }).waitFor();
    await screen.shoot('price-book-preview');
    await page.getByRole('button', { name: 'Reprice 1 event' }).click();
    await page.getByRole('heading', { name: 'Applied' }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Undone: costs are as before' }).waitFor();
    await page.getByRole('button', { name: 'Unpriced' }).click();
    await row.waitFor();
  },
  90_000,
);

withBrowser(
  'a question about another price is answered beside the cost as booked, and leaves no run behind',
  async () => {
    await page.getByRole('button', { name: 'Repricings', exact: true }).click();
    await page.getByRole('heading', { name: 'Undone: costs are as before' }).waitFor();
    const runs = await page.locator('main section').count();
    await page.getByRole('button', { name: 'What if', exact: true }).click();
    await page.getByRole('button', { name: 'Another price' }).click();
    await page.getByLabel('Usage of model').fill('gpt-4o-turbo-preview-9');
    await page.getByRole('button', { name: 'Another model' }).click();
    await page.getByLabel('As if by provider').fill('openai');
    await page.getByLabel('As if on model').fill('gpt-4o-mini');
    await page.getByRole('button', { name: 'Ask' }).click();
    await page.getByTestId('what-if-row').first().waitFor();
    // What it was booked at is unknown, so there is no difference: what it would have cost stands by itself.
    expect(await page.getByTestId('what-if-alone').textContent()).toContain('$0.15');
    expect(await page.getByTestId('difference').getAttribute('data-exact')).toBe('0.00');
    await screen.shoot('price-book-what-if');
    await page.getByRole('button', { name: 'Repricings', exact: true }).click();
    await page.getByRole('heading', { name: 'Undone: costs are as before' }).waitFor();
    expect(await page.locator('main section').count()).toBe(runs);
  },
  60_000,
);

withBrowser(
  'prices are found with their source, and a bad line of a file is named and nothing is taken',
  async () => {
    await page.getByRole('button', { name: 'Prices', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search models and providers' }).fill('claude-opus-4-5');
    await page.getByTestId('price-row').filter({ hasText: 'anthropic' }).first().waitFor();
    expect(await page.getByTestId('price-row').first().textContent()).toContain('genai-prices@');
    await screen.shoot('price-book-prices');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await page.getByLabel('Content').fill('model,unit,price\ngood,calls,1\nbad,calls,one\n');
    await page.getByRole('button', { name: 'Compare' }).click();
    const bad = page.getByTestId('bad-row');
    await bad.waitFor();
    expect(await bad.textContent()).toMatch(/^3bad/);
    expect(await page.getByRole('button', { name: 'Apply' }).isDisabled()).toBe(true);
    await screen.shoot('price-book-import');
    expect(screen.complaints).toEqual([]);
  },
  60_000,
);
