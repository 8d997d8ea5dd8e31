import { createRequire } from 'node:module';
import { expect, type Page, test } from '@playwright/test';
import { open, ready } from './app';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

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
  { name: 'new budget', to: 'budgets/new' },
  { name: 'agents', to: 'agents' },
  { name: 'connecting an agent', to: 'agents/connect' },
  { name: 'settings', to: 'settings' },
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
  for (const width of [420, 1280]) {
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

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const found = await axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`,
      ),
    );
  });
}
