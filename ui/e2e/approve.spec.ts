import { expect, test } from '@playwright/test';
import { open, PASSPHRASE, ready } from './app';

const CARD = 'inbox/pur_01books';

/** Long enough to look before it is over, however busy the machine is. */
const LONG_GUARD = { query: 'guard=4000' };

test.describe('the approval card', () => {
  test('is approved with the keyboard alone: list, card, tick, chord, undo', async ({ page }) => {
    await open(page, 'inbox');
    await page.getByTestId('request-pur_01books').focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('request-pur_02rail')).toBeFocused();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(page.locator('#card-heading')).toBeFocused();
    await ready(page);
    // The guard may begin again when the window gets its focus late; a reader presses once more.
    await expect(async () => {
      await page.keyboard.press('Control+Enter');
      const hint = page.getByTestId('card-hint');
      await expect(hint).toHaveText('Tick the check above first.', { timeout: 500 });
    }).toPass();
    await expect(page.getByTestId('announce-assertive')).toContainText(
      'Tick the check above first.',
    );
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'approved');
    await expect(page.locator('#outcome-heading')).toContainText('Approved. Sending in');
    await page.keyboard.press('Control+z');
    await expect(page.getByTestId('card')).toBeVisible();
    await expect(page.getByTestId('request-pur_01books')).toBeVisible();
  });

  test('ignores Enter, Space and Esc', async ({ page }) => {
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    for (const key of ['Enter', 'Space', 'Escape']) await page.keyboard.press(key);
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    await page.getByTestId('card-approve').focus();
    for (const key of ['Enter', 'Space']) await page.keyboard.press(key);
    await page.waitForTimeout(200);
    await expect(page.getByTestId('card')).toBeVisible();
  });

  test('refuses the chord before the guard is over, and says why', async ({ page }) => {
    await open(page, 'inbox/pur_04groc', LONG_GUARD);
    await page.getByTestId('card-approve').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('card-hint')).toHaveText('Ready in a moment');
    await ready(page);
    await expect(page.getByTestId('card')).toBeVisible();
  });

  test('starts the guard again when the window changes its size', async ({ page }) => {
    await open(page, 'inbox/pur_04groc', LONG_GUARD);
    await ready(page);
    await page.setViewportSize({ width: 1279, height: 800 });
    await expect(page.getByTestId('card-approve')).toHaveAttribute('aria-disabled', 'true');
    await ready(page);
  });

  test('ignores a chord that no person pressed and one that is held down', async ({ page }) => {
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    await page.evaluate(() => {
      for (const repeat of [false, true]) {
        window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, repeat }));
      }
      document.querySelector<HTMLButtonElement>('[data-testid=card-approve]')?.click();
    });
    await page.waitForTimeout(200);
    await expect(page.getByTestId('card')).toBeVisible();
  });

  test('can be approved with the mouse', async ({ page }) => {
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    await page.getByTestId('card-approve').click();
    await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'approved');
    await page.getByTestId('card-send-now').click();
    await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'authorized');
  });

  test('asks the passphrase of an agent that controls the desktop', async ({ page }) => {
    await open(page, 'inbox/pur_02rail');
    await ready(page);
    await page.getByTestId('card-tick').click();
    await page.getByTestId('card-approve').click();
    await expect(page.getByTestId('card-passphrase')).toBeFocused();
    await page.keyboard.type('wrong one, sorry');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('card')).toContainText('That is not the passphrase.');
    await page.getByTestId('card-passphrase').fill(PASSPHRASE);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'approved');
  });

  test('has no approve control when the request is blocked', async ({ page }) => {
    await open(page, 'inbox/pur_05sand');
    await expect(page.getByText('This request cannot be approved')).toBeVisible();
    await expect(page.getByTestId('card-approve')).toHaveCount(0);
    await ready(page);
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('card')).toBeVisible();
  });

  test('is replaced with a visible difference when the amount changes', async ({ page }) => {
    await open(page, CARD);
    await ready(page);
    await page.getByTestId('card-tick').click();
    await page.evaluate(() => window.counterfoilDemo?.amend('pur_01books', '94.90'));
    await expect(page.getByTestId('price-diff')).toContainText('Field Guide to Nordic Lichens');
    await expect(page.getByTestId('price-diff')).toContainText('€70.00 → €80.00');
    await expect(page.getByTestId('card-amount')).toContainText('The amount changed');
    await expect(page.getByTestId('card-amount').locator('del')).toHaveText('€84.90');
    await expect(page.getByTestId('card-approve')).toContainText('Approve €94.90');
    await expect(page.getByTestId('card-tick').locator('input')).not.toBeChecked();
    await expect(page.getByTestId('announce-assertive')).toContainText(
      'changed while you were reading',
    );
  });

  test('repeats exactly the amount of its heading on the button', async ({ page }) => {
    await open(page, CARD);
    await expect(page.getByTestId('card-amount').locator('.money')).toHaveText('€84.90 EUR');
    await expect(page.getByTestId('card-approve')).toContainText('Approve €84.90');
  });

  test('has its controls in the order in which they are read', async ({ page }) => {
    await open(page, 'inbox/pur_02rail');
    await ready(page);
    const order: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await page.keyboard.press('Tab');
      order.push(
        await page.evaluate(() => {
          const active = document.activeElement;
          return (
            active?.closest('[data-testid^=card-]')?.getAttribute('data-testid') ??
            active?.getAttribute('aria-label') ??
            ''
          );
        }),
      );
    }
    const wanted = ['card-tick', 'card-passphrase', 'card-reject', 'card-approve', 'More'];
    expect(order.filter((name) => wanted.includes(name))).toEqual(wanted);
  });
});

test.describe('rejecting', () => {
  test('takes an optional note, and in the note the approve chord rejects', async ({ page }) => {
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    await page.keyboard.press('Control+Backspace');
    await expect(page.getByTestId('card-note')).toBeFocused();
    await page.keyboard.type('Too many eggs');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'rejected');
    await page.getByTestId('card-undo').click();
    await expect(page.getByTestId('card')).toBeVisible();
  });

  test('leaves the request waiting when the note is closed with Esc', async ({ page }) => {
    await open(page, 'inbox/pur_04groc');
    await ready(page);
    await page.keyboard.press('Control+Backspace');
    await expect(page.getByTestId('card-note')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('card-approve')).toBeVisible();
    expect(page.url()).toContain('pur_04groc');
  });
});

test('pausing is one click and is said on every screen; resuming asks', async ({ page }) => {
  await open(page, 'activity');
  await page.getByTestId('pause-all').click();
  for (const screen of ['inbox', 'budgets', 'agents', 'settings']) {
    await page.getByTestId(`nav-${screen}`).click();
    await expect(page.getByText('All agents are paused.').first()).toBeVisible();
  }
  await page.getByTestId('resume-all').click();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('resume-all')).toHaveCount(0);
});

test('the palette pauses and cannot approve', async ({ page }) => {
  await open(page, 'inbox');
  await page.keyboard.press('Control+k');
  await page.getByTestId('palette').fill('approve');
  for (const label of await page.getByRole('option').allInnerTexts())
    expect(label).not.toMatch(/approve/i);
  await page.getByTestId('palette').fill('pause all');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('resume-all')).toBeVisible();
});

test('the passphrase is created once and unlocks afterwards', async ({ page }) => {
  await open(page, '', { query: 'phase=firstRun', width: 420, height: 720 });
  await page.getByTestId('first-passphrase').fill('short');
  await page.getByTestId('first-submit').click();
  await expect(page.getByText('Use at least 8 characters.')).toBeVisible();
  await page.getByTestId('first-passphrase').fill(PASSPHRASE);
  await page.getByTestId('first-passphrase-again').fill('something else');
  await page.getByTestId('first-submit').click();
  await expect(page.getByText('The two are not the same.')).toBeVisible();
  await page.getByTestId('first-passphrase-again').fill(PASSPHRASE);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('nav-inbox')).toBeVisible();
  await open(page, '', { query: 'phase=locked' });
  await page.getByTestId('unlock-passphrase').fill('not this one');
  await page.getByTestId('unlock-submit').click();
  await expect(page.getByText('That is not the passphrase.')).toBeVisible();
  await page.getByTestId('unlock-passphrase').fill(PASSPHRASE);
  await page.getByTestId('unlock-submit').click();
  await expect(page.getByTestId('nav-inbox')).toBeVisible();
});

test('the first request is shown beside the list, and its outcome stays until the reader goes on', async ({
  page,
}) => {
  await open(page, 'inbox');
  await ready(page);
  await page.getByTestId('card-tick').click();
  await page.getByTestId('card-approve').click();
  await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'approved');
  await page.waitForTimeout(1500);
  await expect(page.getByTestId('card-undo')).toBeVisible();
  await page.getByTestId('card-next').click();
  await expect(page.getByTestId('card-amount')).toContainText('412.00');
  await expect(page.getByText('Sending in').first()).toBeVisible();
});

test('a decision made elsewhere is said, and nothing can be decided twice', async ({ page }) => {
  await open(page, 'inbox/pur_04groc');
  await ready(page);
  await page.evaluate(() => window.counterfoilDemo?.reject('pur_04groc', null, null));
  await expect(page.getByText('Already decided on another screen.').first()).toBeVisible();
  await expect(page.getByTestId('card-approve')).toHaveCount(0);
});

test('while everything is paused a request can be rejected but not approved', async ({ page }) => {
  await open(page, 'inbox/pur_04groc', { query: 'paused=1' });
  await ready(page);
  await expect(page.getByTestId('card-approve')).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('announce-assertive')).toContainText('Nothing can be approved');
  await page.getByTestId('card-reject').click();
  await expect(page.getByTestId('outcome')).toHaveAttribute('data-status', 'rejected');
});
