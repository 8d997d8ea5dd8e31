import { expect, test } from '@playwright/test';
import { open, PASSPHRASE } from './app';

test.describe('activity', () => {
  test('shows 100 000 entries with at most 80 rows in the document', async ({ page }) => {
    await open(page, 'activity', { query: 'rows=100000' });
    await expect(page.getByTestId('activity-row').first()).toBeVisible();
    expect(await page.getByRole('grid').getAttribute('aria-rowcount')).toBe('100006');
    const scroller = page.getByTestId('grid-scroller');
    for (let step = 0; step < 12; step += 1) {
      await scroller.evaluate((element) => element.scrollBy(0, 4000));
      await page.waitForTimeout(60);
      expect(await page.getByTestId('activity-row').count()).toBeLessThanOrEqual(80);
    }
    expect(
      Number(await page.getByTestId('activity-row').last().getAttribute('aria-rowindex')),
    ).toBeGreaterThan(300);
  });

  test('moves by keyboard, opens with Enter and returns to the row with Esc', async ({ page }) => {
    await open(page, 'activity');
    await page.getByTestId('activity-row').first().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'PageDown', 'ArrowUp'])
      await page.keyboard.press(key);
    const id = await page.evaluate(() => document.activeElement?.getAttribute('data-id'));
    expect(id).toBeTruthy();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('detail')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('detail')).toHaveCount(0);
    await expect(page.locator(`[data-id=${id}]`)).toBeFocused();
    await page.keyboard.press('Home');
    await expect(page.getByTestId('activity-row').first()).toBeFocused();
  });

  test('keeps the text and the chips in step', async ({ page }) => {
    await open(page, 'activity');
    await page.getByTestId('search').fill('amount>50 status:paid');
    await expect(page.getByTestId('chip-remove')).toHaveCount(2);
    await expect(page).toHaveURL(/q=amount/);
    await page.getByTestId('chip-remove').first().click();
    await expect(page.getByTestId('search')).toHaveValue('status:paid');
    await page.getByTestId('search').fill('mercant:x');
    await expect(page.getByText('Did you mean “merchant”?')).toBeVisible();
    await page.getByTestId('search').fill('nothing at all like this');
    await expect(page.getByTestId('chip-remove')).toHaveCount(5);
    await expect(page.getByText('No entries match')).toBeVisible();
    await page.getByRole('button', { name: 'Remove last filter' }).click();
    await expect(page.getByTestId('search')).toHaveValue('nothing at all like');
  });

  test('exports what is shown', async ({ page }) => {
    await open(page, 'activity');
    await expect(page.getByTestId('export')).toBeVisible();
    await page.keyboard.press('Control+e');
    await expect(page.getByTestId('export-scope')).toContainText('entries');
    await page.getByTestId('export-run').click();
    await expect(page.getByRole('dialog')).toContainText('/home/you/activity.csv');
  });
});

test('an agent is connected and its token is shown once', async ({ page }) => {
  await open(page, 'agents');
  await page.getByTestId('agent-connect').click();
  await page.getByTestId('agent-name').fill('Errands');
  await page.getByTestId('agent-passphrase').fill(PASSPHRASE);
  await page.getByTestId('agent-submit').click();
  await expect(page.getByTestId('agent-token')).toHaveText(/^cfa_/);
  await expect(page.getByText('Does your agent say 4 – 7 – 2?').first()).toBeVisible();
  await page.getByTestId('agent-token-done').click();
  await expect(page.getByTestId('agent-token')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Errands' })).toBeVisible();
  await expect(page.getByText('always needs your passphrase').last()).toBeVisible();
});

test('the record is verified from the settings', async ({ page }) => {
  await open(page, 'settings');
  await page.getByTestId('verify-now').click();
  await expect(page.getByTestId('verify-result')).toHaveAttribute('data-ok', 'true');
  await open(page, 'settings', { query: 'damaged=1' });
  await page.getByTestId('verify-now').click();
  await expect(page.getByTestId('verify-result')).toContainText('Entry 912');
});

test('screens and regions are reached by keyboard, and back leads back', async ({ page }) => {
  await open(page, 'inbox');
  for (const [key, title] of [
    ['2', 'Activity'],
    ['3', 'Budgets'],
    ['4', 'Agents'],
    ['5', 'Reports'],
    [',', 'Settings'],
    ['1', 'Inbox'],
  ] as const) {
    await page.keyboard.press(`Control+${key}`);
    await expect(page.getByRole('heading', { name: title, level: 1 })).toBeVisible();
  }
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+1');
  await page.keyboard.press('F6');
  const first = await page.evaluate(
    () => document.activeElement?.closest('[data-region]')?.tagName,
  );
  await page.keyboard.press('F6');
  const second = await page.evaluate(
    () => document.activeElement?.closest('[data-region]')?.tagName,
  );
  expect([first, second].every(Boolean)).toBe(true);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard shortcuts');
});

test('single keys can be turned off', async ({ page }) => {
  await open(page, 'settings');
  await page.getByTestId('setting-single-keys').click();
  await page.keyboard.press('Control+1');
  await page.getByTestId('request-pur_01books').focus();
  await page.keyboard.press('j');
  await expect(page.getByTestId('request-pur_01books')).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
