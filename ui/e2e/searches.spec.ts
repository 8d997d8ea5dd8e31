import { expect, test } from '@playwright/test';
import { open, violations } from './app';

test('a search is kept, pinned to the sidebar, found again and removed', async ({ page }) => {
  await open(page, 'activity');
  await page.getByTestId('search').fill('merchant:cloudhost amount>4');
  await expect(page).toHaveURL(/q=merchant/);
  await page.getByTestId('saved').click();
  await page.getByRole('menuitem', { name: 'Save this search' }).click();
  await expect(page.getByTestId('search-name')).toBeFocused();
  await page.keyboard.type('Cloud');
  await page.getByTestId('search-pin').click();
  await page.getByTestId('search-alert').click();
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await page.getByTestId('search-keep').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('pinned-search')).toHaveText('Cloud');
  await page.getByTestId('search').fill('');
  await expect(page).not.toHaveURL(/q=/);
  await page.getByTestId('pinned-search').click();
  await expect(page.getByTestId('search')).toHaveValue('merchant:cloudhost amount>4');
  expect(await violations(page, 'nav')).toEqual([]);
  await page.getByTestId('saved').click();
  await page.getByRole('menuitem', { name: 'Change saved searches' }).click();
  await page.getByRole('button', { name: 'Remove Cloud' }).click();
  await expect(page.getByTestId('pinned-search')).toHaveCount(0);
});

test('the field offers fields and values that were seen, by arrow keys alone', async ({ page }) => {
  await open(page, 'activity');
  const field = page.getByRole('combobox', { name: 'Search activity' });
  await field.focus();
  await page.keyboard.type('mer');
  await expect(page.getByRole('option')).toHaveText(['merchant:']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('merchant:');
  await page.keyboard.type('nord');
  await expect(page.getByRole('option').first()).toContainText('nord');
  expect(await violations(page, 'search')).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await expect(field).toHaveAttribute('aria-activedescendant', /-0$/);
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue(/^merchant:[a-z.-]*nord[a-z.-]*$/);
  await expect(field).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.type(' age');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await expect(field).toHaveValue(/ age$/);
});

test('built-in searches are there, and the last ones come back', async ({ page }) => {
  await open(page, 'activity');
  await page.getByTestId('search').fill('merchant:nordbahn');
  await expect(page).toHaveURL(/q=merchant/);
  await page.getByTestId('activity-row').first().click();
  await expect(page.getByTestId('detail')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByTestId('saved').click();
  await expect(page.getByRole('menuitem', { name: 'merchant:nordbahn' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Rejected by me' }).click();
  await expect(page.getByTestId('search')).toHaveValue('status:rejected by:you');
});
