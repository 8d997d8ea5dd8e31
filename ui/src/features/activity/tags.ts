/** The tags in what was typed: one word each, however they are parted. */
export function tagsIn(typed: string): string[] {
  const words = typed.split(/[\s,]+/).map((word) => word.replace(/^[+#]+/, ''));
  return [...new Set(words.filter((word) => word !== ''))];
}
