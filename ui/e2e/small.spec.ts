import { expect, test } from '@playwright/test';
import { noSidewaysScroll, open, violations } from './app';

/** Five hundred payments of a tenth of a cent each, in one minute. */
const SMALL = { query: 'fixture=small' };

for (const width of [420, 1280]) {
  test.describe(`small payments at ${width} px`, () => {
    test('are one line in the record, with count and sum, and open to their members', async ({
      page,
    }) => {
      await open(page, 'activity', { ...SMALL, width });
      const line = page.getByTestId('small-payments');
      await expect(line).toHaveCount(1);
      await expect(line).toContainText('500 small payments');
      await expect(line).toContainText('0.50 USDC');
      await expect(page.getByTestId('result-line')).toContainText('719 entries');
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '221');
      await noSidewaysScroll(page);
      await line.focus();
      await page.keyboard.press('Enter');
      await expect(line).toHaveAttribute('aria-expanded', 'true');
      await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '721');
      await page.keyboard.press('ArrowDown');
      const id = await page.evaluate(() => document.activeElement?.getAttribute('data-id'));
      expect(id).toBe('pur_small0500');
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('detail')).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(page.locator(`[data-id=${id}]`)).toBeFocused();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await expect(line).toHaveAttribute('aria-expanded', 'false');
    });

    test('are one line among what was decided, by keyboard too', async ({ page }) => {
      await open(page, 'inbox/done', { ...SMALL, width });
      const line = page.getByTestId('small-payments');
      await expect(line).toContainText('500 small payments');
      await expect(line).toContainText('0.50 USDC');
      await expect(page.getByTestId(/^request-pur_small/)).toHaveCount(0);
      await noSidewaysScroll(page);
      expect(await violations(page)).toEqual([]);
      await line.focus();
      await page.keyboard.press('Space');
      await expect(page.getByTestId(/^request-pur_small/)).toHaveCount(500);
      await page.keyboard.press('ArrowDown');
      await expect(page.getByTestId('request-pur_small0500')).toBeFocused();
    });
  });
}
