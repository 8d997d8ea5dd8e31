import { expect, test } from '@playwright/test';
import { noSidewaysScroll, open, PASSPHRASE, violations } from './app';

test.describe('the owner says something about a purchase', () => {
  test.beforeEach(async ({ page }) => {
    await open(page, 'activity');
    await page.getByTestId('activity-row').nth(8).click();
    await expect(page.getByTestId('owner-words')).toBeVisible();
  });

  test('a note by keyboard alone, shown, changed, and kept in the timeline', async ({ page }) => {
    const words = page.getByTestId('owner-words');
    await expect(words).toContainText('Nothing yet');
    await page.getByTestId('note-open').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('note-field')).toBeFocused();
    await page.keyboard.type('For the trip to Bergen');
    await expect(words).toContainText('22 of 1000');
    await page.keyboard.press('Control+Enter');
    await expect(words.getByTestId('said')).toHaveText('For the trip to Bergen');
    await expect(page.getByTestId('note-open')).toBeFocused();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('For Anna');
    await page.getByTestId('note-save').click();
    await expect(words.getByTestId('said')).toHaveText('For Anna');
    await page.getByTestId('part-timeline').click();
    await expect(page.getByTestId('said')).toHaveText(['For the trip to Bergen', 'For Anna']);
  });

  test('Esc leaves the note as it was, and the entry open', async ({ page }) => {
    await page.getByTestId('note-open').click();
    await page.keyboard.type('Never mind');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('note-field')).toHaveCount(0);
    await expect(page.getByTestId('said')).toHaveCount(0);
    await expect(page.getByTestId('detail')).toBeVisible();
  });

  test('tags are given, found by and taken away', async ({ page }) => {
    await page.getByTestId('tag-field').fill('travel, Kunde-7');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('tag-remove')).toHaveCount(2);
    await page.getByTestId('search').fill('tag:kunde-7');
    await expect(page.getByTestId('result-line')).toContainText('1 entry');
    await page.getByTestId('activity-row').click();
    await page.getByRole('button', { name: 'Remove the tag travel' }).click();
    await expect(page.getByTestId('tag-remove')).toHaveCount(1);
  });

  test('a text is erased only with the passphrase, and the entry stays', async ({ page }) => {
    await page.getByTestId('note-open').click();
    await page.keyboard.type('A secret');
    await page.getByTestId('note-save').click();
    await page.getByTestId('erase-open').click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('A secret');
    expect(await violations(page, '[role=dialog]')).toEqual([]);
    await page.getByTestId('presence-passphrase').fill('wrong');
    await page.getByTestId('presence-confirm').click();
    await expect(dialog).toContainText('passphrase');
    await expect(dialog).toBeVisible();
    await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
    await page.getByTestId('presence-confirm').click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByTestId('said')).toHaveCount(0);
    await page.getByTestId('part-timeline').click();
    await expect(page.getByTestId('detail')).toContainText('Erased by you');
    await expect(page.getByTestId('detail')).toContainText('Your text erased');
  });

  test('has no accessibility violation, full and on a small window', async ({ page }) => {
    await page.getByTestId('tag-field').fill('travel a-tag-as-long-as-a-tag-may-be-12');
    await page.keyboard.press('Enter');
    await page.getByTestId('note-open').click();
    await page.keyboard.type('For the trip');
    expect(await violations(page, '[data-testid=detail]')).toEqual([]);
    await page.getByTestId('note-save').click();
    await expect(page.getByTestId('said')).toBeVisible();
    await page.setViewportSize({ width: 320, height: 720 });
    await noSidewaysScroll(page);
    expect(await violations(page, '[data-testid=detail]')).toEqual([]);
  });
});
