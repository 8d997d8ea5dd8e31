import { expect, test } from '@playwright/test';
import { open, PASSPHRASE, ready, violations } from './app';

const TERMS = { query: 'fixture=terms' };

test('a purchase that is tried again says what became of it before, and leads there', async ({
  page,
}) => {
  await open(page, 'inbox/pur_09again', TERMS);
  await expect(page.getByTestId('card-again')).toContainText('Tried before: you rejected it on');
  await expect(page.getByTestId('card-again')).toContainText('Travel agent');
  expect(await violations(page, '[data-testid=card]')).toEqual([]);
  await page.getByRole('button', { name: 'See it' }).click();
  await expect(page).toHaveURL(/activity\/pur_01books/);
  const attempts = page.getByTestId('attempts');
  await expect(attempts).toContainText('Tried 2 times');
  await attempts.getByRole('button', { name: 'Open' }).click();
  await expect(page).toHaveURL(/activity\/pur_09again/);
});

test('what was tried again is one row of the record, and a search finds each attempt', async ({
  page,
}) => {
  await open(page, 'activity', TERMS);
  await expect(page.getByTestId('tried-pur_09again')).toHaveText('Tried 2 times');
  await open(page, 'activity?q=is%3Aagain', TERMS);
  await expect(page.getByTestId('activity-row')).toHaveCount(1);
  await open(page, 'inbox', TERMS);
  await expect(page.getByTestId('request-pur_09again')).toContainText('Tried 2 times');
});

test('a budget says which agent used how much of it', async ({ page }) => {
  await open(page, 'budgets/man_01');
  const shares = page.getByTestId('shares');
  await expect(shares.getByRole('listitem')).toHaveCount(1);
  await expect(shares).toContainText('Shopping agent');
  await expect(shares).toContainText('100 %');
  expect(await violations(page, '[data-testid=shares]')).toEqual([]);
});

test('a budget lists what it covered and does not count', async ({ page }) => {
  await open(page, 'budgets/man_01', TERMS);
  const uncounted = page.getByTestId('uncounted');
  await expect(uncounted).toContainText('Not counted here');
  await expect(uncounted).toContainText('499.00');
  expect(await violations(page, '[data-testid=uncounted]')).toEqual([]);
});

test('without a rate the card says that nothing counts it, and offers to set one first', async ({
  page,
}) => {
  await open(page, 'inbox/pur_10foreign', TERMS);
  const uncounted = page.getByTestId('uncounted');
  await expect(uncounted).toContainText('counts in no limit of Books');
  expect(await violations(page, '[data-testid=card]')).toEqual([]);
  await page.getByTestId('uncounted-rate').click();
  await expect(page.getByTestId('rate-from')).toHaveValue('SEK');
  await expect(page.getByTestId('rate-to')).toHaveValue('EUR');
  await page.getByTestId('rate-value').fill('0,09');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(uncounted).toHaveCount(0);
  await expect(page.getByText('Counts as about €44.91 at 0.09')).toBeVisible();
});

test('a rejection carries what would be agreed to', async ({ page }) => {
  await open(page, 'inbox/pur_01books');
  await ready(page);
  await page.keyboard.press('Control+Backspace');
  await page.getByTestId('card-note').fill('Too much');
  await page.getByTestId('card-offer-most').fill('50');
  await page.getByTestId('card-note-send').click();
  await expect(page.getByText('Rejected. The agent was told.').first()).toBeVisible();
  const told = await page.evaluate(() => window.counterfoilDemo?.purchase('pur_01books'));
  expect(told?.timeline.at(-1)?.text).toBe('Rejected: Too much (at most 50.00)');
});

test('a category is pinned from an entry and shown with every budget', async ({ page }) => {
  await open(page, 'activity/pur_01books');
  await expect(page.getByText('books, as the agent says')).toBeVisible();
  await page.getByTestId('pin-open').click();
  await page.getByTestId('pin-category').fill('Maps');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByText('Counts as maps, as you said')).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#/budgets/man_01';
  });
  await page.getByTestId('fold-scope').click();
  const pins = page.getByTestId('pins');
  await expect(pins).toContainText('nordlicht-books.example counts as maps');
  await pins.getByRole('button', { name: 'Change: nordlicht-books.example' }).click();
  await page.getByTestId('pin-category').fill('');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unpin it' }).click();
  await expect(pins).not.toContainText('counts as maps');
});

test('a cancelled subscription is allowed again with the passphrase', async ({ page }) => {
  await open(page, 'budgets/subscriptions');
  await page.getByTestId('subscription-allow').click();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('subscription-allow')).toHaveCount(0);
  await expect(
    page.getByTestId('subscription-sub_maps').getByTestId('subscription-cancel'),
  ).toBeVisible();
});

test('pausing a budget takes a word, resuming it the passphrase, and its limits stay', async ({
  page,
}) => {
  const stored = () =>
    page.evaluate(async () => {
      const all = (await window.counterfoilDemo?.budgets()) ?? [];
      return JSON.parse(all.find((budget) => budget.id === 'man_01')?.document ?? '{}');
    });
  await open(page, 'budgets/man_01');
  const before = await stored();
  await page.getByTestId('budget-state').click();
  await page.getByRole('menuitem', { name: 'Pause this budget' }).click();
  await expect(page.getByTestId('budget-state')).toHaveText('Paused');
  expect(await stored()).toEqual({ ...before, paused: true });
  await page.getByTestId('budget-state').click();
  await page.getByRole('menuitem', { name: 'Resume' }).click();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('budget-state')).toHaveText('Active');
  expect(await stored()).toEqual(before);
});
