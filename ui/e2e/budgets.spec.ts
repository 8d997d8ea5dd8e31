import { expect, type Page, test } from '@playwright/test';
import { open, PASSPHRASE, violations } from './app';
import { looksOf } from './vision';

/** The numbers are those of the specification's checks. */
test.describe('budget editor', () => {
  test('40 the zone bar with its handles has no accessibility violation', async ({ page }) => {
    for (const theme of ['light', 'dark'] as const) {
      for (const width of [420, 720, 1280]) {
        await open(page, 'budgets/man_01', { theme, width, height: 800 });
        await played(page);
        await page.getByTestId('zone-auto').focus();
        expect(await violations(page, '.zones')).toEqual([]);
      }
    }
  });

  test('41, 42 arrows step by the grid, and with Shift by a cent', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await page.getByTestId('field-auto').fill('50.00');
    await page.getByTestId('zone-auto').focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('field-auto')).toHaveValue('55.00');
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByTestId('field-auto')).toHaveValue('50.00');
    await page.keyboard.press('Shift+ArrowRight');
    await expect(page.getByTestId('field-auto')).toHaveValue('50.01');
    await page.keyboard.press('PageUp');
    await expect(page.getByTestId('field-auto')).toHaveValue('100.00');
    await page.keyboard.press('Home');
    await expect(page.getByTestId('field-auto')).toHaveValue('0.00');
  });

  test('43 End stops at the deny value, and the handles never cross', async ({ page }) => {
    await open(page, 'budgets/man_01');
    const [auto, deny] = [page.getByTestId('zone-auto'), page.getByTestId('zone-deny')];
    await auto.focus();
    await page.keyboard.press('End');
    await expect(page.getByTestId('field-auto')).toHaveValue('200.00');
    await expect(auto).toHaveAttribute('aria-valuemax', '200.00');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByTestId('field-auto')).toHaveValue('200.00');
    await deny.focus();
    await page.keyboard.press('PageDown');
    await expect(page.getByTestId('field-deny')).toHaveValue('200.00');
    await expect(deny).toHaveAttribute('aria-valuemin', '200.00');
  });

  test('44 what a handle says names the count', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await page.getByTestId('field-auto').fill('50.00');
    await expect(page.getByTestId('zone-auto')).toHaveAttribute(
      'aria-valuetext',
      '€50.00. 41 of 49 past purchases approved automatically',
    );
    await expect(page.getByTestId('zone-deny')).toHaveAttribute(
      'aria-valuetext',
      '€200.00. 2 of 49 past purchases denied',
    );
  });

  test('45 typing 60.00 moves the handle and the result', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await played(page);
    const before = await page.getByTestId('zone-auto').boundingBox();
    await page.getByTestId('field-auto').fill('60.00');
    await expect(page.getByTestId('zone-auto')).toHaveAttribute('aria-valuenow', '60.00');
    await expect(page.getByTestId('what-if-sentence')).toContainText('auto-approved 42, asked 5');
    const after = await page.getByTestId('zone-auto').boundingBox();
    expect(after?.x).toBeGreaterThan(before?.x ?? Number.POSITIVE_INFINITY);
  });

  test('46 the fixture history gives 41, 6 and 2', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await expect(page.getByTestId('what-if')).toContainText('49 requests replayed');
    await page.getByTestId('field-auto').fill('50');
    await expect(page.getByTestId('what-if-sentence')).toHaveText(
      'Would have auto-approved 41, asked 6, denied 2.now: 33 / 14 / 2',
    );
    await expect(page.getByTestId('what-if')).toContainText(
      '8 purchases (€338.20) change from ask to auto.',
    );
    await expect(page.getByTestId('what-if-status')).toContainText('auto-approved 41');
    await page.getByTestId('what-if-see').click();
    await expect(page.getByTestId('what-if-list').getByRole('listitem')).toHaveCount(8);
  });

  test('web calls are off until they are allowed, and to allow them widens', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await expect(page.getByTestId('fold-fetch')).toContainText('Agents call sellers themselves');
    await page.getByTestId('fold-fetch').click();
    await expect(page.getByTestId('fetch-hosts')).toHaveCount(0);
    await page.getByTestId('field-fetch').click();
    await expect(page.getByTestId('fetch-hosts')).toContainText(
      'Every merchant this budget covers',
    );
    await page.getByRole('textbox', { name: 'Only these hosts' }).fill('api.seller.example');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('fetch-hosts')).toContainText('api.seller.example');
    await expect(page.getByTestId('field-redirects')).not.toBeChecked();
    await expect(page.getByTestId('field-private')).not.toBeChecked();
    expect(await violations(page, '.fold-panel')).toEqual([]);
    await page.getByTestId('fold-fetch').click();
    await expect(page.getByTestId('fold-fetch')).toContainText('api.seller.example');
  });

  test('47 widening asks for the passphrase, narrowing does not and can be taken back', async ({
    page,
  }) => {
    await open(page, 'budgets/man_01');
    await page.getByTestId('field-auto').fill('30');
    await expect(page.getByTestId('budget-changes')).toContainText('40.00 → 30.00');
    await page.getByTestId('budget-save').click();
    await expect(page.getByTestId('budget-save')).toHaveCount(0);
    await page.getByTestId('budget-undo').click();
    await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
    await page.getByTestId('presence-confirm').click();
    await expect(page.getByTestId('field-auto')).toHaveValue('40.00');
    await page.getByTestId('field-period').fill('500');
    await expect(page.getByTestId('budget-save')).toContainText('confirm with passphrase');
    await page.getByTestId('budget-save').click();
    await page.getByTestId('presence-passphrase').fill('not it');
    await page.getByTestId('presence-confirm').click();
    await expect(page.getByRole('dialog')).toContainText('That is not the passphrase');
    await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
    await page.getByTestId('presence-confirm').click();
    await expect(page.getByTestId('budget-save')).toHaveCount(0);
    await page.getByTestId('budget-history').click();
    await expect(page.getByText('Version 4')).toBeVisible();
  });

  test('48 purchases that were rejected and would now go through come first', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await page.getByTestId('field-auto').fill('100');
    const risk = page.getByTestId('what-if-risk');
    await expect(risk).toContainText('2 purchases you rejected would now go through');
    await expect(risk).toContainText('€61.00');
    await expect(page.getByTestId('what-if-status')).toContainText('2 purchases you rejected');
    await page.getByTestId('what-if-see').click();
    const first = page.getByTestId('what-if-list').getByRole('heading').first();
    await expect(first).toContainText('2 purchases you rejected would now go through');
    await expect(page.getByText('You rejected it')).toHaveCount(2);
  });

  test('49 the three zones differ without colour and with deuteranopia', async ({ page }) => {
    for (const theme of ['light', 'dark'] as const) {
      await open(page, 'budgets/man_01', { theme });
      await played(page);
      for (const eyes of ['greyscale', 'deuteranopia'] as const) {
        const { auto, ask, deny } = await looksOf(page, eyes);
        // Plain; striped both ways, as diagonals are; striped sideways only, as upright lines are.
        expect(auto.across + auto.down).toBeLessThan(2);
        expect(ask.across).toBeGreaterThan(10);
        expect(ask.down).toBeGreaterThan(10);
        expect(deny.across).toBeGreaterThan(10);
        expect(deny.down).toBeLessThan(2);
      }
      for (const word of ['Auto', 'Ask', 'Deny'])
        await expect(page.getByTestId('zonebar').getByText(word, { exact: true })).toBeVisible();
    }
  });

  test('50 a month begins at local midnight of its first day, in summer and winter time', async ({
    page,
  }) => {
    const spentAt = async (at: string) => {
      await open(page, 'budgets/man_01', { query: `at=${at}` });
      return page.getByTestId('bar-month').locator('.money').first().textContent();
    };
    expect(await spentAt('2026-09-30T21:59:00Z')).toBe('€323.60');
    expect(await spentAt('2026-09-30T22:01:00Z')).toBe('€0.00');
    expect(await spentAt('2026-10-31T22:59:00Z')).toBe('€360.60');
    expect(await spentAt('2026-10-31T23:01:00Z')).toBe('€0.00');
  });

  test('a handle can be dragged, and Esc takes the drag back', async ({ page }) => {
    await open(page, 'budgets/man_01');
    const box = await page.getByTestId('zone-auto').boundingBox();
    if (!box) throw new Error('the handle has no box');
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width / 2, y);
    await page.mouse.down();
    await page.mouse.move(box.x - 120, y, { steps: 6 });
    await expect(page.getByTestId('field-auto')).not.toHaveValue('40.00');
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await expect(page.getByTestId('field-auto')).toHaveValue('40.00');
  });

  test('a click on the bar moves the nearer handle, a click on a label sets it', async ({
    page,
  }) => {
    await open(page, 'budgets/man_01');
    const bar = await page.getByTestId('zonebar').boundingBox();
    if (!bar) throw new Error('the bar has no box');
    await page.mouse.click(bar.x + bar.width * 0.5, bar.y + bar.height / 2);
    await expect(page.getByTestId('field-auto')).toHaveValue('20.00');
    await page.locator('[data-tick="500.00"]').click();
    await expect(page.getByTestId('field-deny')).toHaveValue('500.00');
    await page.getByTestId('preset-balanced').click();
    await expect(page.getByTestId('field-auto')).toHaveValue('50.00');
    await page.getByTestId('preset-always').click();
    await expect(page.getByTestId('zone-deny')).toHaveAttribute('aria-valuetext', /^no limit/);
  });

  test('the histogram is one tab stop and its bars open their entries', async ({ page }) => {
    await open(page, 'budgets/man_01');
    const bars = page.locator('.histogram-link');
    await expect(bars.first()).toBeVisible();
    await expect(page.locator('.histogram-link[tabindex="0"]')).toHaveCount(1);
    await bars.first().focus();
    await page.keyboard.press('End');
    await expect(bars.last()).toBeFocused();
    await expect(bars.last()).toHaveText('€200.00 to €350.00: 2 purchases');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/activity\?q=budget/);
    await expect(page.getByTestId('activity-row')).toHaveCount(2);
  });

  test('asks before throwing edits away, and only then', async ({ page }) => {
    await open(page, 'budgets/man_01');
    await expect(page.getByTestId('field-auto')).toBeVisible();
    await page.getByTestId('nav-agents').click();
    await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
    await page.goBack();
    await page.getByTestId('field-auto').fill('30');
    await page.getByTestId('nav-agents').click();
    await expect(page.getByRole('alertdialog')).toContainText('Discard changes?');
    await page.getByRole('button', { name: 'Keep editing' }).click();
    await expect(page.getByTestId('field-auto')).toHaveValue('30.00');
    await page.getByTestId('nav-agents').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
    await expect(page.getByRole('heading', { name: 'Agents', level: 1 })).toBeVisible();
  });

  test('names the field that is wrong', async ({ page }) => {
    await open(page, 'budgets/new');
    await page.getByTestId('budget-save').click();
    await expect(page.getByTestId('budget-problem')).toContainText('The budget has no name.');
    await page.getByTestId('field-name').fill('Tools');
    await page.getByTestId('field-deny').fill('10');
    await expect(page.getByTestId('budget-problem')).toContainText(
      'Deny above is below the automatic limit.',
    );
  });
});

/** Waits until the past was played through the budget. */
async function played(page: Page) {
  await expect(page.getByTestId('zone-auto')).toHaveAttribute('aria-valuetext', /past purchases/);
}
