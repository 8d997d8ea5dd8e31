import { expect, test } from '@playwright/test';
import { noSidewaysScroll, open, PASSPHRASE, ready, violations } from './app';

const RAILS = 'fixture=rails';

const CARDS = [
  ['20x402', 'on Base, about $0.01', 'signed by the account that is paid, 0x2096…287C'],
  ['21upto', 'less than $0.01', 'its money is worth nothing'],
  ['22ap2', 'Verified', 'Signed by nordlicht-books.example with key merchant-1'],
  ['23ap2', 'Not verified', 'you trust no key of kartenhaus.example'],
  ['24acp', 'EUR', 'one payment made of at most this amount, for nordlicht'],
  ['25a402', 'Not verified', 'Alipay makes this payment'],
  ['26claw', 'No web address was given', 'JD makes this payment'],
] as const;

for (const theme of ['light', 'dark'] as const) {
  for (const width of [420, 1280]) {
    test(`the card of every rail is whole and accessible, ${theme}, ${width} px`, async ({
      page,
    }) => {
      for (const [id, top, told] of CARDS) {
        await open(page, `inbox/pur_${id}`, { query: RAILS, theme, width, height: 720 });
        await ready(page);
        const card = page.getByTestId('card');
        await expect(card).toContainText(top);
        await expect(page.getByTestId('payment-lines')).toContainText(told);
        await page.locator('details > summary').click();
        await noSidewaysScroll(page);
        expect(await violations(page, '[data-testid=card]'), id).toEqual([]);
      }
    });
  }
}

test('what may cost less is approved as a maximum', async ({ page }) => {
  await open(page, 'inbox/pur_21upto', { query: RAILS });
  await expect(page.getByTestId('card-amount')).toContainText('Up to 0.001 USDC');
  await expect(page.getByTestId('card-approve')).toContainText('Approve up to 0.001 USDC');
});

test('chain, token and account stand only in the details', async ({ page }) => {
  await open(page, 'inbox/pur_20x402', { query: RAILS });
  const contract = page.getByText('0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913');
  await expect(contract).toBeHidden();
  await page.locator('details > summary').click();
  await expect(contract).toBeVisible();
});

test('a paying account is made with the passphrase, and its address can be copied', async ({
  page,
}) => {
  await open(page, 'settings');
  const section = page.getByTestId('payer');
  await expect(section).toContainText('There is no account yet');
  await page.getByTestId('payer-make').click();
  await page.getByTestId('presence-passphrase').fill('wrong horse');
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByText('That is not the passphrase').first()).toBeVisible();
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('payer-address')).toHaveText(/^0x[0-9a-fA-F]{40}$/);
  await expect(section).toContainText('Nothing paid from it yet');
  await expect(section.getByRole('button', { name: 'Copy the address' })).toBeVisible();
});

test('a key of the owner is taken only if it is one', async ({ page }) => {
  await open(page, 'settings');
  await page.getByTestId('payer-import').click();
  await page.getByTestId('payer-key').fill('not a key');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByText('64 hexadecimal digits').first()).toBeVisible();
  expect(await violations(page, '[role=dialog]')).toEqual([]);
  await page.getByTestId('payer-key').fill('22'.repeat(32));
  await page.getByTestId('presence-confirm').click();
  await expect(page.getByTestId('payer-address')).toBeVisible();
});

test('real money is off until it is turned on with the passphrase, and off again at once', async ({
  page,
}) => {
  await open(page, 'settings');
  const base = page.getByTestId('network-eip155:8453');
  await expect(base).toContainText('Off');
  await expect(page.getByTestId('network-eip155:84532')).toContainText('On');
  await base.getByRole('button', { name: 'Turn on Base…' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('USDC on Base is real money');
  await expect(page.getByTestId('presence-passphrase')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(base).toContainText('Off');
  await page.keyboard.press('Enter');
  await page.getByTestId('presence-passphrase').fill(PASSPHRASE);
  await page.getByTestId('presence-confirm').click();
  await expect(base).toContainText('On');
  await base.getByRole('button', { name: 'Turn off Base' }).click();
  await expect(base).toContainText('Off');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

for (const theme of ['light', 'dark'] as const) {
  for (const width of [420, 1280]) {
    test(`the account and refused offers are accessible, ${theme}, ${width} px`, async ({
      page,
    }) => {
      const opening = { query: RAILS, theme, width, height: 800 };
      await open(page, 'settings', opening);
      await expect(page.getByTestId('payer-used')).toContainText('3.25 USDC paid');
      await expect(page.getByTestId('payer-used')).toContainText('0.02 USDC still reserved');
      await noSidewaysScroll(page);
      expect(await violations(page)).toEqual([]);
      await open(page, 'activity', opening);
      await page.getByTestId('refused-open').click();
      const list = page.getByTestId('refused-list');
      await expect(list).toContainText('api.forecast.example');
      await expect(list).toContainText('has not turned on payments on Polygon');
      await expect(list).toContainText('DevOps agent by x402');
      await page.waitForTimeout(400);
      expect(await violations(page, '[role=dialog]')).toEqual([]);
    });
  }
}
