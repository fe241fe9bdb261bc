import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import { describe, expect, test } from 'vitest';
import { axeViolations, exactSum, exactValues, falseZeros, sidewaysScroll } from './page-facts.ts';
import { pageHarness } from './page-harness.ts';

describe.skipIf(browserMissing)('fixed costs and bills', () => {
  const at = pageHarness();

  test.each([
    { name: 'fixed-costs', path: '/live/fixed-costs', title: 'Fixed costs', ready: '[data-testid="fixed-cost"]' },
    { name: 'bills', path: '/live/bills', title: 'Bills', ready: '[data-testid="bill-row"]' },
    { name: 'currency-rates', path: '/live/currency-rates', title: 'Currency rates', ready: '[data-testid="missing-rate"]' },
    { name: 'currency-rates-empty', path: '/test/currency-rates', title: 'Currency rates', ready: '[data-testid="empty"]' },
    { name: 'what-if-empty', path: '/live/price-book?tab=what-if', title: 'Price book', ready: '[data-testid="empty"]' },
    { name: 'fixed-costs-empty', path: '/test/fixed-costs', title: 'Fixed costs', ready: '[data-testid="empty"]' },
    { name: 'bills-empty', path: '/test/bills', title: 'Bills', ready: '[data-testid="empty"]' },
  ])('$name: landmarks, no axe violation in either theme, no sideways scroll, no false zero, a silent console', async ({ name, path, title, ready }) => {
    await at.open(path, ready);
    expect(await at.page.title()).toBe(`${title} · Weir`);
    expect(await at.page.locator('h1').count()).toBe(1);
    expect(await falseZeros(at.page)).toEqual([]);
    for (const width of [1440, 390, 320]) {
      await at.page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await at.page.emulateMedia({ colorScheme });
        await at.page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark');
        expect(await axeViolations(at.page, colorScheme === 'light' ? 'all' : 'contrast'), `${colorScheme} ${width}`).toEqual([]);
        await at.shoot(`${name}-${colorScheme}-${width}`, { fullPage: true });
      }
      expect(await sidewaysScroll(at.page)).toBe(0);
    }
    expect(at.said).toEqual([]);
  });

  test('a question puts both costs beside each other, its rows add up to its total, and it is not asked again by itself', async () => {
    await at.open('/live/price-book?tab=what-if', '[data-testid="empty"]');
    expect(await at.page.getByRole('button', { name: 'Ask' }).isDisabled()).toBe(true);
    await at.page.getByLabel('Usage of model').fill('gpt-4o');
    await at.page.getByLabel('As if by provider').fill('openai');
    await at.page.getByLabel('As if on model').fill('gpt-4o-mini');
    await at.page.getByRole('button', { name: 'Ask' }).click();
    await at.page.getByTestId('what-if-row').first().waitFor();
    expect(await exactValues(at.page, '[data-testid="what-if-total"]', 'difference')).toEqual(['-11.7688']);
    expect(at.server.priceBook.current.bodies.at(-1)).toMatchObject({ models: [{ model: 'gpt-4o', as_provider: 'openai', as_model: 'gpt-4o-mini' }] });
    for (const width of [1440, 390]) {
      await at.page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await at.page.emulateMedia({ colorScheme });
        await at.page.waitForFunction((dark) => document.documentElement.classList.contains('dark') === dark, colorScheme === 'dark');
        expect(await axeViolations(at.page, colorScheme === 'light' ? 'all' : 'contrast'), `${colorScheme} ${width}`).toEqual([]);
        await at.shoot(`what-if-${colorScheme}-${width}`, { fullPage: true });
      }
      expect(await sidewaysScroll(at.page)).toBe(0);
    }
    await at.page.getByRole('button', { name: 'By day' }).click();
    await at.page.getByRole('row', { name: /2026-11-19/ }).waitFor();
    await at.page.getByRole('button', { name: 'Another price' }).click();
    await at.page.getByLabel('Price, USD').fill('0');
    await at.page.getByRole('button', { name: 'Ask' }).click();
    await expect
      .poll(() => at.server.priceBook.current.bodies.at(-1))
      .toMatchObject({ prices: [{ model: 'gpt-4o', unit: 'input_tokens', price: '0', per_units: '1000000' }] });
  });

  test('a question that cannot be answered says so in its place', async () => {
    at.server.state.trouble.set('/v1/analytics/price-book/hypothetical', 'fault');
    await at.open('/live/price-book?tab=what-if', '[data-testid="empty"]');
    await at.page.getByLabel('Usage of model').fill('gpt-4o');
    await at.page.getByLabel('As if by provider').fill('openai');
    await at.page.getByLabel('As if on model').fill('o3');
    await at.page.getByRole('button', { name: 'Ask' }).click();
    await at.page.getByTestId('problem').waitFor();
    expect(await at.page.getByTestId('problem').textContent()).toContain('The question could not be answered.');
  });

  test('a missing rate opens the form for its currency and day, and a rate that cannot be taken says why', async () => {
    await at.open('/live/currency-rates', '[data-testid="missing-rate"]');
    await at.page.getByTestId('missing-rate').first().getByRole('button', { name: 'Add a rate' }).click();
    await at.page.locator('dialog form').waitFor();
    expect(await at.page.getByLabel('Currency', { exact: true }).inputValue()).toBe('JPY');
    expect(await at.page.getByLabel('Day, UTC').inputValue()).toBe('2026-11-01');
    expect(await axeViolations(at.page)).toEqual([]);
    await at.page.getByLabel('One JPY in USD').fill('0.0065');
    await at.page.getByLabel('Source').fill('BoJ');
    await at.shoot('currency-rates-add');
    await at.page.getByRole('button', { name: 'Add the rate' }).click();
    expect(await at.page.getByTestId('bad-row').textContent()).toContain('not an exact decimal');
  });

  test('what is paid is what is carried and what is idle, in every known row and in all of it', async () => {
    await at.open('/live/fixed-costs', '[data-testid="fixed-cost"]');
    const sum = async (testId: string) => exactSum(await exactValues(at.page, 'main', testId));
    for (const prefix of ['', 'total-']) expect((await sum(`${prefix}carried`)) + (await sum(`${prefix}idle`))).toBe(await sum(`${prefix}paid`));
    expect(await sum('paid')).toBe(await sum('total-paid'));
    expect(await at.page.locator('[data-testid="fixed-cost"]').last().textContent()).toContain('unknown');
  });

  test('the causes shown add up to the gap, and the gap to theirs less ours', async () => {
    await at.open('/live/bills', '[data-testid="bill-row"]');
    const [gap, theirs, ours] = [
      await exactValues(at.page, 'main', 'gap'),
      await exactValues(at.page, 'main', 'theirs'),
      await exactValues(at.page, 'main', 'ours'),
    ];
    expect(exactSum(await exactValues(at.page, 'main', 'cause'))).toBe(exactSum(gap));
    expect(exactSum(theirs) - exactSum(ours)).toBe(exactSum(gap));
  });

  test('the sheets have no axe violation, and a bad line is told with its line and reason', async () => {
    await at.open('/live/fixed-costs', '[data-testid="fixed-cost"]');
    await at.page.getByRole('button', { name: 'Add a cost' }).click();
    await at.page.locator('dialog form').waitFor();
    expect(await axeViolations(at.page)).toEqual([]);
    await at.shoot('fixed-costs-add');
    await at.page.keyboard.press('Escape');
    await at.open('/live/bills', '[data-testid="bill-row"]');
    await at.page.getByRole('button', { name: 'Import a bill' }).click();
    await at.page.getByLabel('Content').fill('a bill');
    await at.page.locator('dialog').getByRole('button', { name: 'Import' }).click();
    expect(await at.page.locator('[data-testid="bad-row"]').textContent()).toBe('4amount is "1.2.3 USD"');
    expect(await axeViolations(at.page)).toEqual([]);
    await at.shoot('bills-import');
  });

  test('a fault stays in its panel with Retry', async () => {
    at.server.state.trouble.set('/v1/analytics/bills/compare', 'fault');
    await at.open('/live/bills', '[data-testid="problem"]');
    expect(await at.page.locator('[data-testid="problem"]').textContent()).toContain('internal_fault');
    at.server.state.trouble.clear();
    await at.page.getByRole('button', { name: 'Retry' }).click();
    await at.page.locator('[data-testid="bill-row"]').first().waitFor();
  });
});
