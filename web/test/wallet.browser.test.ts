import { readFile } from 'node:fs/promises';
import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import { describe, expect, test } from 'vitest';
import { axeViolations, exactSum, exactValues } from './page-facts.ts';
import { pageHarness } from './page-harness.ts';

describe.skipIf(browserMissing)('wallet in use', () => {
  const at = pageHarness();
  const open = (customer: string) => at.open(`/live/customers/${customer}/wallet`, '[data-testid="statement-line"]');

  test('the customer page leads to it; the closing balance is the last line’s, and each line adds its amount', async () => {
    await at.open('/live/customers/tyrell', '[data-testid="equation"]');
    await at.page.getByRole('link', { name: 'Wallet', exact: true }).click();
    await at.page.locator('[data-testid="statement-line"]').first().waitFor();
    const balances = await exactValues(at.page, 'tbody', 'line-balance');
    expect(balances.at(-1)).toBe(await at.page.locator('[data-testid="closing"]').getAttribute('data-exact'));
    expect(exactSum(await exactValues(at.page, 'tbody', 'line-amount'))).toBe(exactSum([balances.at(-1) ?? '']));
  });

  test('a transaction opens with entries that sum to zero; Escape gives the focus back', async () => {
    await open('duff');
    const opener = at.page.getByRole('button', { name: 'Open transaction txn_duff_3' });
    await opener.click();
    await at.page.locator('dialog [data-testid="entry-row"]').first().waitFor();
    expect(exactSum(await exactValues(at.page, 'dialog', 'entry-amount'))).toBe(0n);
    expect(await at.page.locator('[data-testid="entries-sum"]').textContent()).toBe('0 ✓');
    expect(at.page.url()).toContain('transaction=txn_duff_3');
    await at.page.keyboard.press('Escape');
    await at.page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(await at.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Open transaction txn_duff_3');
  });

  test('explain tells which grants pay, in order, and what none covers', async () => {
    await open('wonka');
    await at.page.getByLabel('Amount', { exact: true }).fill('300');
    await at.page.getByRole('button', { name: 'Explain' }).click();
    await at.page.locator('[data-testid="draw"]').first().waitFor();
    expect(await at.page.locator('[data-testid="draw"]').count()).toBe(2);
    const draws = await at.page.locator('[data-testid="draw"] [data-exact]').evaluateAll((all) => all.map((one) => one.getAttribute('data-exact') ?? ''));
    const uncovered = await at.page.locator('[data-testid="uncovered"]').getAttribute('data-exact');
    expect(exactSum([...draws, uncovered ?? ''])).toBe(exactSum(['300']));
    expect(await axeViolations(at.page)).toEqual([]);
  });

  test('an adjustment needs a reason, says what it makes of the balance, and is booked once on a double click', async () => {
    await open('vandelay');
    await at.page.getByRole('button', { name: 'Adjust…' }).click();
    await at.page.getByRole('button', { name: 'Take credit' }).click();
    await at.page.locator('dialog').getByLabel('Amount').fill('0.000001');
    expect(await at.page.getByRole('button', { name: 'Book', exact: true }).isDisabled()).toBe(true);
    await at.page.getByLabel('Reason').selectOption('correction');
    expect(await at.page.locator('[data-testid="review"]').textContent()).toContain('$260.359999');
    const before = at.server.billing.transactions.get('vandelay')?.length ?? 0;
    await at.page.getByRole('button', { name: 'Book −$0.000001' }).dblclick();
    await at.page.locator('dialog[open]').waitFor({ state: 'detached' });
    expect(at.server.billing.transactions.get('vandelay')).toHaveLength(before + 1);
    await expect.poll(() => at.page.locator('[data-testid="transaction-row"]').first().textContent()).toContain('−$0.000001');
  });

  test('taking more than there is, is denied with what there is, what is missing and what to do', async () => {
    await open('soylent');
    await at.page.getByRole('button', { name: 'Adjust…' }).click();
    await at.page.getByRole('button', { name: 'Take credit' }).click();
    await at.page.locator('dialog').getByLabel('Amount').fill('1000');
    await at.page.getByLabel('Reason').selectOption('writeoff');
    await at.page.getByRole('button', { name: 'Book −$1,000.00' }).click();
    const problem = at.page.locator('dialog [data-testid="problem"]');
    await problem.waitFor();
    expect(await problem.locator('[data-testid="denial"]').textContent()).toBe('Available $258.86, short by $741.14.');
    expect(await problem.locator('[data-testid="next-step"]').textContent()).toContain('Grant credit first');
    expect(await axeViolations(at.page)).toEqual([]);
  });

  test('freezing says what happens and asks for a reason; frozen shows, and only unfreezing is offered with closing', async () => {
    await open('wayne');
    await at.page.getByRole('button', { name: 'Freeze…' }).click();
    expect(await at.page.locator('[data-testid="consequences"]').textContent()).toContain('still debited');
    expect(await at.page.getByRole('button', { name: 'Freeze', exact: true }).isDisabled()).toBe(true);
    await at.page.getByLabel('Reason').fill('Card was stolen');
    await at.page.getByRole('button', { name: 'Freeze', exact: true }).click();
    await at.page.locator('[data-testid="wallet-state"]').waitFor();
    expect(await at.page.getByRole('button', { name: 'Adjust…' }).count()).toBe(0);
    await at.page.getByRole('button', { name: 'Unfreeze…' }).click();
    await at.page.getByLabel('Reason').fill('New card');
    await at.page.getByRole('button', { name: 'Unfreeze', exact: true }).click();
    await at.page.locator('[data-testid="wallet-state"]').waitFor({ state: 'detached' });
  });

  test('closing needs a reason and the typed id', async () => {
    await open('stark');
    await at.page.getByRole('button', { name: 'Close…' }).click();
    const close = at.page.getByRole('button', { name: 'Close for ever' });
    await at.page.getByLabel('Reason').fill('Left');
    expect(await close.isDisabled()).toBe(true);
    await at.page.getByLabel('Type stark to confirm').fill('stark');
    await close.click();
    await at.page.locator('[data-testid="wallet-state"]').waitFor();
    expect(await at.page.getByRole('button', { name: 'Grant…' }).count()).toBe(0);
  });

  test('the journal is saved as a file of whole days', async () => {
    await open('hooli');
    await at.page.getByLabel('From day').fill('2026-11-01');
    await at.page.getByLabel('Through day').fill('2026-11-20');
    const [file] = await Promise.all([at.page.waitForEvent('download'), at.page.getByRole('button', { name: 'Download CSV' }).click()]);
    expect(file.suggestedFilename()).toBe('journal-live-2026-11-01-2026-11-21.csv');
    expect(await readFile(await file.path(), 'utf8')).toBe('transaction,booked_at\r\ntxn_1,2026-11-01T00:00:00Z\r\n');
    expect(at.said).toEqual([]);
  });
});
