import { expect, test } from '@playwright/test';
import { noSidewaysScroll, open } from './app';

test('the four heaps say why, and what one says of a line can be taken back', async ({ page }) => {
  await open(page, 'statements');
  const alone = page.getByTestId('heap-unapproved');
  await expect(alone).toContainText('2 lines');
  await expect(alone).toContainText('€67.99');
  await expect(page.getByTestId('heap-differs')).toContainText('€1.99 more than recorded');
  await expect(page.getByTestId('heap-matched')).toContainText('same amount');
  await expect(page.getByTestId('heap-uncharged')).toContainText('should be one');
  await alone.getByRole('button', { name: 'I know this' }).first().click();
  await expect(alone).toContainText('you know it');
  await alone.getByRole('button', { name: 'Take back' }).click();
  await expect(alone).not.toContainText('you know it');
});

test('a table is read in only when nothing is left to ask', async ({ page }) => {
  await open(page, 'statements', { query: 'fixture=empty' });
  await expect(page.getByText('No statement yet')).toBeVisible();
  await page.getByTestId('statement-import').press('Enter');
  const sheet = page.getByTestId('statement-sheet');
  await expect(sheet).toContainText('Say which amounts are charges.');
  await expect(page.getByTestId('statement-take')).toBeDisabled();
  await sheet.getByRole('button', { name: /Charges are/ }).click();
  await page.getByRole('option', { name: 'above zero' }).click();
  await expect(page.getByTestId('statement-lines')).toContainText('NORDLICHT-BOOKS.EXAMPLE');
  await page.getByTestId('statement-take').click();
  await expect(page.getByTestId('heap-matched')).toBeVisible();
});

test('statements need no sideways scrolling at any width', async ({ page }) => {
  for (const width of [320, 420, 720, 1280]) {
    await open(page, 'statements', { width });
    await page.getByTestId('heaps').waitFor();
    await noSidewaysScroll(page);
    await page.getByTestId('statement-import').click();
    await page.getByTestId('statement-sheet').waitFor();
    await noSidewaysScroll(page);
    await page.keyboard.press('Escape');
  }
});
