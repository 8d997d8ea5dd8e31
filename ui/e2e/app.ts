import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

export const PASSPHRASE = 'correct horse battery';

type Opening = { query?: string; theme?: 'light' | 'dark'; width?: number; height?: number };

/** Opens the demo build at an address of the app. */
export async function open(page: Page, to: string, opening: Opening = {}) {
  const { query = '', theme = 'light', width = 1280, height = 800 } = opening;
  await page.setViewportSize({ width, height });
  await page.goto(`/?theme=${theme}&${query}#/${to}`);
  await expect(page.locator('#root > *').first()).toBeAttached();
  await expect(page.locator('main')).toBeVisible();
}

/** Waits until the card's guard is over, as a reader would. */
export async function ready(page: Page) {
  await expect(page.getByTestId('card-reject')).not.toHaveAttribute('aria-disabled', 'true');
}

export async function noSidewaysScroll(page: Page) {
  const wide = await page.evaluate(() => {
    const limit = document.documentElement.clientWidth;
    const offenders = [...document.querySelectorAll('body *')].filter((element) => {
      const box = element.getBoundingClientRect();
      if (box.width === 0 || box.right <= limit + 0.5) return false;
      for (let parent = element.parentElement; parent; parent = parent.parentElement) {
        const { overflowX } = getComputedStyle(parent);
        if (overflowX !== 'visible' && parent.getBoundingClientRect().right <= limit + 0.5)
          return false;
      }
      return getComputedStyle(element).position !== 'fixed';
    });
    return {
      scrolls: document.documentElement.scrollWidth > limit,
      offenders: offenders.slice(0, 3).map((element) => element.outerHTML.slice(0, 160)),
    };
  });
  expect(wide).toEqual({ scrolls: false, offenders: [] });
}

/** What axe finds wrong with the page, or with a part of it. */
export async function violations(page: Page, part?: string): Promise<string[]> {
  await page.addScriptTag({ path: axePath });
  return page.evaluate(async (within) => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const found = await axe.run(within ?? document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return found.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.target.join(' ')} ${node.html.slice(0, 120)}`,
      ),
    );
  }, part);
}
