/** The reader's locale for numbers, dates and plurals. The words come from the catalogue. */
export function locale(): string {
  return globalThis.navigator?.language || 'en';
}
