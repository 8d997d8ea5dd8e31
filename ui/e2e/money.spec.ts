import { expect, test } from '@playwright/test';
import { open, PASSPHRASE } from './app';

test('21 the batch bar stands for small requests of one agent at one merchant only', async ({
  page,
}) => {
  await open(page, 'inbox');
  await expect(page.getByTestId('request-pur_04groc')).toBeVisible();
  await expect(page.getByTestId('batch-bar')).toHaveCount(0);
  await open(page, 'inbox', { query: 'fixture=batch' });
  await expect(page.getByTestId('batch-bar')).toContainText('3 small requests, €140.00');
  await page.getByTestId('batch-open').click();
  const sheet = page.getByTestId('batch-sheet');
  for (const amount of ['€46.20', '€41.80', '€52.00']) await expect(sheet).toContainText(amount);
  await expect(page.getByTestId('batch-sum')).toContainText('€140.00');
  await page.getByTestId('batch-pur_08groc').click();
  const approve = page.getByTestId('batch-approve');
  await expect(approve).toHaveText('Approve 2 · €88.00');
  await approve.click();
  await expect(sheet).toHaveCount(0);
  await expect(page.getByTestId('request-pur_07groc')).toHaveCount(0);
  await expect(page.getByTestId('request-pur_08groc')).toBeVisible();
});

test('rates are listed with their age, imported and set with the passphrase', async ({ page }) => {
  await open(page, 'settings');
  await expect(page.getByTestId('rates')).toContainText('ECB, 20 Nov');
  await expect(page.getByTestId('rates-age')).toHaveText('4 days old');
  await page.getByTestId('rates-import').click();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('rates-age')).toHaveText('of today');
  await page.getByTestId('rates-set').click();
  await page.getByTestId('rate-to').fill('nok');
  await page.getByTestId('rate-value').fill('11,42');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('rates')).toContainText('EUR to NOK');
  await expect(page.getByTestId('rates')).toContainText('set by you');
});

test('a subscription says what it costs in a year and can be cancelled', async ({ page }) => {
  await open(page, 'budgets/subscriptions');
  const first = page.getByTestId('subscription-sub_reader');
  await expect(first).toContainText('€119.40 a year');
  await expect(first).toContainText('trial ends 29 Nov');
  await first.getByTestId('subscription-cancel').click();
  await page.getByTestId('subscription-confirm').click();
  await expect(first).toContainText('Cancelled on 24 Nov');
});

test('the overall limit ends with the passphrase only', async ({ page }) => {
  await open(page, 'budgets/man_all');
  await page.getByTestId('budget-more').click();
  await page.getByRole('menuitem', { name: 'End this budget' }).click();
  await page.getByRole('button', { name: 'End this budget' }).click();
  await expect(page.getByText('this needs your passphrase')).toBeVisible();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByText('End this budget?')).toBeHidden();
});

test('a period is raised once, with the passphrase', async ({ page }) => {
  await open(page, 'budgets/man_01');
  await page.getByTestId('budget-more').click();
  await page.getByRole('menuitem', { name: 'Raise once' }).click();
  await page.getByTestId('raise-amount').fill('20');
  await expect(page.getByRole('dialog')).toContainText('€400.00 plus €20.00, once.');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('bar-month')).toContainText('+ €20.00 once');
  await expect(page.getByTestId('bar-month')).toContainText('€204.90 left');
});

test('a budget is paused at once and resumed with the passphrase', async ({ page }) => {
  await open(page, 'budgets/man_01');
  await page.getByTestId('budget-state').click();
  await page.getByRole('menuitem', { name: 'Pause this budget' }).click();
  await expect(page.getByTestId('budget-state')).toHaveText('Paused');
  await page.getByTestId('budget-state').click();
  await page.getByRole('menuitem', { name: 'Resume' }).click();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('budget-state')).toHaveText('Active');
});

test('a suggestion opens in the editor with what it would have done', async ({ page }) => {
  await open(page, 'budgets');
  await page.getByTestId('suggestion-open').click();
  await expect(page.getByTestId('field-auto')).toHaveValue('45.00');
  await expect(page.getByTestId('what-if-sentence')).toContainText('auto-approved 41');
  await expect(page.getByTestId('budget-save')).toContainText('confirm with passphrase');
});

test('a merchant is picked from what was really bought', async ({ page }) => {
  await open(page, 'budgets/new');
  await page.getByTestId('field-name').fill('Paper');
  await page.getByTestId('fold-scope').click();
  const merchants = page.getByTestId('scope-merchants');
  await merchants.getByRole('button', { name: /Kiosk am Ring/ }).click();
  await expect(merchants).toContainText('kiosk-am-ring.example');
  await expect(page.getByTestId('what-if')).toContainText('13 requests replayed');
});
