import type { Page } from '@playwright/test';

export type Eyes = 'greyscale' | 'deuteranopia';
/** How much neighbouring rows and columns of a stretch differ, in luminance steps of 255. */
export type Look = { across: number; down: number };

/** The zones of the bar as a picture, seen without colour or with deuteranopia. */
export async function looksOf(
  page: Page,
  eyes: Eyes,
): Promise<Record<'auto' | 'ask' | 'deny', Look>> {
  const bar = page.getByTestId('zonebar');
  await page.mouse.move(0, 0);
  const picture = (await bar.screenshot()).toString('base64');
  const stretches = await bar.evaluate((element) => {
    const all = element.getBoundingClientRect();
    return [...element.querySelectorAll<HTMLElement>('[data-zone]')].map((zone) => {
      const box = zone.getBoundingClientRect();
      return { zone: zone.dataset.zone ?? '', from: box.left - all.left, to: box.right - all.left };
    });
  });
  const looks = await page.evaluate(measure, { picture, stretches, eyes });
  return looks as Record<'auto' | 'ask' | 'deny', Look>;
}

type Question = {
  picture: string;
  stretches: { zone: string; from: number; to: number }[];
  eyes: Eyes;
};

async function measure({ picture, stretches, eyes }: Question) {
  const bytes = Uint8Array.from(atob(picture), (char) => char.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('no canvas');
  pen.drawImage(image, 0, 0);
  // Machado, Oliveira and Fernandes 2009, full severity.
  const deuteranopia = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ];
  const seen = (red: number, green: number, blue: number) => {
    const [r = 0, g = 0, b = 0] =
      eyes === 'greyscale'
        ? [red, green, blue]
        : deuteranopia.map(([x = 0, y = 0, z = 0]) => x * red + y * green + z * blue);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const looks: Record<string, { across: number; down: number }> = {};
  for (const { zone, from, to } of stretches) {
    // A strip clear of the handles, the rounded corners and the word in the middle.
    const [left, width] = [Math.round(from + 24), Math.round(to - from - 48)];
    const [top, height] = [3, 7];
    const { data } = pen.getImageData(left, top, width, height);
    const at = (x: number, y: number) => {
      const index = (y * width + x) * 4;
      return seen(data[index] ?? 0, data[index + 1] ?? 0, data[index + 2] ?? 0);
    };
    let [across, down, pairs] = [0, 0, 0];
    for (let y = 0; y + 1 < height; y += 1) {
      for (let x = 0; x + 1 < width; x += 1) {
        across += Math.abs(at(x, y) - at(x + 1, y));
        down += Math.abs(at(x, y) - at(x, y + 1));
        pairs += 1;
      }
    }
    looks[zone] = { across: across / pairs, down: down / pairs };
  }
  return looks;
}
