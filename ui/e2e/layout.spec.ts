import { expect, test } from '@playwright/test';
import { noSidewaysScroll, open, ready } from './app';

const WIDTHS = [320, 420, 720, 1080, 1440];
const PLACES = [
  'inbox',
  'inbox/done',
  'inbox/pur_01books',
  'inbox/pur_02rail',
  'inbox/pur_06host',
  'activity',
  'activity/pur_p0000001',
  'budgets',
  'budgets/man_01',
  'budgets/new',
  'agents',
  'agents/connect',
  'reports',
  'settings',
];

for (const width of WIDTHS) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page }) => {
    for (const to of PLACES) {
      await test.step(to, async () => {
        await open(page, to, { width, height: 720, query: 'fixture=hostile' });
        await page.waitForTimeout(250);
        await noSidewaysScroll(page);
      });
    }
  });
}

test('at 420 × 720 everything needed to decide stands above the buttons', async ({ page }) => {
  await open(page, 'inbox/pur_01books', { width: 420, height: 720 });
  await ready(page);
  const body = await page.getByTestId('card-body').evaluate((element) => ({
    scrolls: element.scrollHeight > element.clientHeight + 1,
  }));
  expect(body.scrolls).toBe(false);
  for (const text of [
    'Shopping agent',
    'Nordlicht Books GmbH',
    'Why you are asked',
    'left after this',
    'Waxed map case',
  ]) {
    await expect(page.getByText(text).first()).toBeInViewport({ ratio: 1 });
  }
  await expect(page.getByTestId('card-approve')).toBeInViewport({ ratio: 1 });
});

test('at 420 × 600 only the way of paying and the agent’s words may be out of sight', async ({
  page,
}) => {
  await open(page, 'inbox/pur_01books', { width: 420, height: 600 });
  await ready(page);
  for (const text of ['Why you are asked', 'left after this', 'Waxed map case', 'Delivery']) {
    await expect(page.getByText(text).first()).toBeInViewport({ ratio: 1 });
  }
  await expect(page.getByTestId('card-approve')).toBeInViewport({ ratio: 1 });
});

test('a hostile name leaves the amount and the buttons where they are', async ({ page }) => {
  for (const width of [320, 420, 1280]) {
    const place = async (to: string) => {
      await open(page, to, { width, height: 720, query: 'fixture=hostile' });
      await ready(page);
      const approve = await page.getByTestId('card-approve').boundingBox();
      const amount = await page.getByTestId('card-amount').locator('.money').boundingBox();
      return { approve, amount };
    };
    expect(await place('inbox/pur_06host')).toEqual(await place('inbox/pur_01books'));
    await expect(page.getByTestId('card-approve')).toBeInViewport({ ratio: 1 });
  }
});

test('larger text spacing cuts nothing off the card', async ({ page }) => {
  await open(page, 'inbox/pur_01books', { width: 420, height: 720 });
  await page.addStyleTag({
    content:
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }',
  });
  await noSidewaysScroll(page);
  await expect(page.getByTestId('card-approve')).toBeInViewport({ ratio: 1 });
});

test('the webview asks nobody but its host for anything', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await open(page, 'inbox');
  for (const screen of ['activity', 'budgets', 'agents', 'reports', 'settings'])
    await page.getByTestId(`nav-${screen}`).click();
  await page.waitForTimeout(300);
  expect(
    asked.filter((url) => !url.startsWith('http://127.0.0.1:') && !url.startsWith('data:')),
  ).toEqual([]);
});
