import { expect, type Page, test } from '@playwright/test';
import { open, ready, violations } from './app';

type Scene = { name: string; to: string; query?: string; before?: (page: Page) => Promise<void> };

const SCENES: readonly Scene[] = [
  { name: 'first run', to: '', query: 'phase=firstRun' },
  { name: 'unlock', to: '', query: 'phase=locked' },
  { name: 'inbox', to: 'inbox' },
  { name: 'empty inbox', to: 'inbox', query: 'fixture=empty' },
  { name: 'card with a tick', to: 'inbox/pur_01books', before: ready },
  { name: 'card with a passphrase', to: 'inbox/pur_02rail', before: ready },
  { name: 'blocked card', to: 'inbox/pur_05sand', before: ready },
  { name: 'hostile card', to: 'inbox/pur_06host', query: 'fixture=hostile', before: ready },
  {
    name: 'approved',
    to: 'inbox/pur_04groc',
    before: async (page) => {
      await ready(page);
      await page.getByTestId('card-approve').click();
      await page.getByTestId('card-undo').waitFor();
    },
  },
  { name: 'activity', to: 'activity?q=amount>50+mercant:x' },
  { name: 'entry', to: 'activity/pur_p0000001' },
  {
    name: 'evidence',
    to: 'activity/pur_p0000001',
    before: (page) => page.getByTestId('part-evidence').click(),
  },
  { name: 'budgets', to: 'budgets' },
  {
    name: 'changed budget',
    to: 'budgets/man_01',
    before: async (page) => {
      await page.getByTestId('field-auto').fill('60');
      await page.getByTestId('budget-changes').waitFor();
    },
  },
  {
    name: 'risky budget',
    to: 'budgets/man_01',
    before: async (page) => {
      await page.getByTestId('field-auto').fill('100');
      await page.getByTestId('what-if-risk').waitFor();
    },
  },
  {
    name: 'changed purchases',
    to: 'budgets/man_01',
    before: async (page) => {
      await page.getByTestId('field-auto').fill('100');
      await page.getByTestId('what-if-see').click();
      await page.getByTestId('what-if-list').waitFor();
    },
  },
  {
    name: 'opened parts of a budget',
    to: 'budgets/man_01',
    before: async (page) => {
      await page.getByTestId('field-hours').click();
      await page.getByTestId('most-add').click();
      for (const fold of ['approvals', 'scope', 'when', 'rates'])
        await page.getByTestId(`fold-${fold}`).click();
    },
  },
  {
    name: 'raising once',
    to: 'budgets/man_01',
    before: async (page) => {
      await page.getByTestId('budget-more').click();
      await page.getByRole('menuitem', { name: 'Raise once' }).click();
      await page.getByTestId('raise-amount').waitFor();
    },
  },
  { name: 'overall limit', to: 'budgets/man_all' },
  { name: 'suggestion', to: 'budgets/man_01?suggestion=sug_lindqvist' },
  { name: 'subscriptions', to: 'budgets/subscriptions' },
  { name: 'new budget', to: 'budgets/new' },
  {
    name: 'batch of requests',
    to: 'inbox',
    query: 'fixture=batch',
    before: async (page) => {
      await page.getByTestId('batch-open').click();
      await page.getByTestId('batch-sum').waitFor();
    },
  },
  {
    name: 'setting a rate',
    to: 'settings',
    before: async (page) => {
      await page.getByTestId('rates-set').click();
      await page.getByTestId('rate-value').waitFor();
    },
  },
  { name: 'reports', to: 'reports' },
  {
    name: 'a chart as a table',
    to: 'reports',
    before: async (page) => {
      await page.getByTestId('plot-spend').getByRole('listbox').focus();
      await page.getByTestId('chart-asked-table').click();
    },
  },
  { name: 'reports without a request', to: 'reports', query: 'fixture=empty' },
  {
    name: 'export sheet',
    to: 'activity',
    before: async (page) => {
      await page.getByTestId('export').click();
      await page.getByTestId('export-run').waitFor();
    },
  },
  {
    name: 'export under way',
    to: 'activity',
    query: 'slow=1',
    before: async (page) => {
      await page.getByTestId('export').click();
      await page.getByTestId('export-run').click();
      await page.getByTestId('export-progress').waitFor();
    },
  },
  { name: 'agents', to: 'agents' },
  { name: 'connecting an agent', to: 'agents/connect' },
  { name: 'settings', to: 'settings' },
  { name: 'statements', to: 'statements' },
  {
    name: 'mapping a statement',
    to: 'statements',
    before: async (page) => {
      await page.getByTestId('statement-import').click();
      await page.getByTestId('statement-sheet').waitFor();
    },
  },
  { name: 'paused and damaged', to: 'inbox', query: 'paused=1&damaged=1' },
  {
    name: 'palette',
    to: 'inbox',
    before: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByTestId('palette').waitFor();
    },
  },
];

for (const theme of ['light', 'dark'] as const) {
  for (const width of [420, 720, 1280]) {
    test.describe(`${theme}, ${width} px`, () => {
      for (const scene of SCENES) {
        test(`${scene.name} has no accessibility violation`, async ({ page }) => {
          await open(page, scene.to, {
            theme,
            width,
            height: width === 420 ? 720 : 800,
            query: scene.query ?? '',
          });
          await page.waitForTimeout(400);
          await scene.before?.(page);
          expect(await violations(page)).toEqual([]);
        });
      }
    });
  }
}
