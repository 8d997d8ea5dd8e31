/** The reader's locale for numbers, dates and plurals. The words come from the catalogue. */
export function locale(): string {
  return usable(globalThis.navigator?.language) ?? 'en';
}

/** A system without a language reports names, such as `C`, that are no language tags. */
function usable(tag: string | undefined): string | undefined {
  try {
    return tag ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}
