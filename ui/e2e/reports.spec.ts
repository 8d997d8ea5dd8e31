import { expect, type Page, test } from '@playwright/test';
import { noSidewaysScroll, open } from './app';

const plot = (page: Page, name: string) => page.getByTestId(`plot-${name}`).getByRole('listbox');

/** What a screen reader is told: the option that is active. */
async function told(page: Page, name: string): Promise<string> {
  const id = await plot(page, name).getAttribute('aria-activedescendant');
  expect(id).toBeTruthy();
  return (await page.locator(`[id="${id}"]`).textContent()) ?? '';
}

test.describe('reports', () => {
  test('say in a sentence what each chart shows', async ({ page }) => {
    await open(page, 'reports');
    await expect(page.getByTestId('chart-spend-sentence')).toHaveText(
      /^Spending (rose|fell) \d+\s?% against .+ to €[\d.,]+, mostly Shopping agent\.$/,
    );
    await expect(page.getByTestId('chart-burn-sentence')).toHaveText(/is left of|left/);
    await expect(page.getByTestId('chart-verdict-sentence')).toContainText(
      'requests were automatic',
    );
    await expect(page.getByTestId('chart-asked-sentence')).toContainText('Agents ask most');
    await expect(page.getByTestId('chart-looks-sentence')).toContainText('You approved');
    await expect(page.getByTestId('chart-shops-sentence')).toContainText('got the most');
    await expect(page.getByTestId('quality-median')).not.toBeEmpty();
  });

  test('a plot is one tab stop, and the keys tell its points', async ({ page }) => {
    await open(page, 'reports');
    await plot(page, 'spend').focus();
    await page.keyboard.press('Home');
    expect(await told(page, 'spend')).toMatch(/^1 Nov|^Nov 1/);
    await page.keyboard.press('ArrowRight');
    expect(await told(page, 'spend')).toMatch(/2 Nov|Nov 2/);
    await page.keyboard.press('End');
    expect(await told(page, 'spend')).toMatch(/30/);
    const before = await told(page, 'spend');
    await page.keyboard.press('ArrowRight');
    expect(await told(page, 'spend')).toBe(before);
    await page.keyboard.press('Escape');
    await expect(plot(page, 'spend')).not.toHaveAttribute('aria-activedescendant');
    await expect(page.getByTestId('chart-spend-table')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(plot(page, 'spend')).toBeFocused();
    await page.keyboard.press('Tab');
    await expect(page.getByTestId('chart-burn-table')).toBeFocused();
  });

  test('Enter opens the entries of a point, and Shift those of several days', async ({ page }) => {
    await open(page, 'reports');
    await plot(page, 'spend').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('search')).toHaveValue('date:2026-11-01..2026-11-03');
    await page.goBack();
    await plot(page, 'looks').focus();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('search')).toHaveValue(/^by:you agent:"Shopping agent" date:/);
  });

  test('a click opens what is under the pointer, and dragging takes its days', async ({ page }) => {
    await open(page, 'reports');
    const box = await plot(page, 'spend').boundingBox();
    if (!box) throw new Error('the plot is not there');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.3, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, y, { steps: 4 });
    await page.mouse.up();
    const text = await page.getByTestId('search').inputValue();
    const [first, last] = text.replace('date:', '').split('..');
    expect(first && last && first < last).toBe(true);
  });

  test('the table has the values of the plot', async ({ page }) => {
    await open(page, 'reports');
    await plot(page, 'spend').focus();
    await page.keyboard.press('Home');
    const words: string[] = [];
    for (let step = 0; step < 30; step += 1) {
      words.push(await told(page, 'spend'));
      await page.keyboard.press('ArrowRight');
    }
    await page.getByTestId('chart-spend-table').click();
    const cells = page.getByTestId('chart-spend').locator('tbody tr td:last-child');
    await expect(cells).toHaveCount(30);
    const sums = await cells.allTextContents();
    for (const [at, sum] of sums.entries()) expect(words[at]).toContain(sum);
    await page.getByRole('button', { name: 'Copy as CSV' }).click();
  });

  test('the heat map moves by hours and by days', async ({ page }) => {
    await open(page, 'reports');
    await plot(page, 'asked').focus();
    await page.keyboard.press('Home');
    const first = await told(page, 'asked');
    await page.keyboard.press('ArrowDown');
    const below = await told(page, 'asked');
    expect(below.split(' ')[0]).not.toBe(first.split(' ')[0]);
    await page.keyboard.press('ArrowUp');
    expect(await told(page, 'asked')).toBe(first);
  });

  test('another period has other bars', async ({ page }) => {
    await open(page, 'reports');
    await page.getByTestId('reports-period').click();
    await page.getByRole('option', { name: 'Last 12 months' }).click();
    await expect(plot(page, 'spend').getByRole('option')).toHaveCount(13);
    await page.getByTestId('reports-by').click();
    await page.getByRole('option', { name: 'Category' }).click();
    await expect(page.getByTestId('chart-spend')).toContainText('groceries');
  });

  test('without a request there is nothing to draw', async ({ page }) => {
    await open(page, 'reports', { query: 'fixture=empty' });
    await expect(page.getByText('Reports need at least one request.')).toBeVisible();
  });

  test('a decision log is a report in parts that can be looked at and made', async ({ page }) => {
    await open(page, 'reports');
    await page.getByTestId('report-decisions').click();
    await expect(page.getByRole('dialog')).toContainText('date:2026-11-01..2026-11-30');
    await expect(page.getByTestId('export-parts')).toContainText('By decision');
    await page.getByTestId('export-run').click();
    await expect(page.getByTestId('export-path')).toHaveText('/home/you/activity.pdf');
  });

  test('an export tells how far it is and can be cancelled', async ({ page }) => {
    await open(page, 'activity', { query: 'slow=1' });
    await page.getByTestId('export').click();
    await page.getByTestId('export-run').click();
    await expect(page.getByTestId('export-progress')).toHaveAttribute('aria-valuenow', /[1-9]/);
    await page.getByTestId('export-cancel').click();
    await expect(page.getByText('Stopped. No file was written.')).toBeVisible();
    await expect(page.getByTestId('export-run')).toBeVisible();
  });

  for (const width of [420, 720, 1080, 1440]) {
    test(`everything fits at ${width} px`, async ({ page }) => {
      await open(page, 'reports', { width });
      await expect(page.getByTestId('chart-shops')).toBeAttached();
      await noSidewaysScroll(page);
    });
  }

  test('at 420 px agents and settings are one press further', async ({ page }) => {
    await open(page, 'reports', { width: 420 });
    await page.getByTestId('nav-more').click();
    await page.getByRole('menuitem', { name: 'Agents' }).click();
    await expect(page).toHaveURL(/#\/agents/);
  });
});
