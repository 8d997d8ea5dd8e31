export type Command = {
  id: string;
  group: string;
  label: string;
  hint?: string;
  /** Already matched by the core's own search. */
  always?: boolean;
  run: () => void;
};

/** Commands whose letters contain what was typed, in order; the closest come first in their group. */
export function matching(commands: Command[], text: string): Command[] {
  const typed = fold(text);
  if (typed === '') return commands;
  const scored = commands
    .map((command) => ({ command, score: command.always ? 0 : score(fold(command.label), typed) }))
    .filter(({ score }) => score !== null);
  const groups = [...new Set(scored.map(({ command }) => command.group))];
  return groups.flatMap((group) =>
    scored
      .filter(({ command }) => command.group === group)
      .sort((a, b) => (b.score ?? 0) - (a.score ?? 0))
      .map(({ command }) => command),
  );
}

/** Null when the letters do not all occur in order; more for starts of words and neighbours. */
function score(label: string, typed: string): number | null {
  const direct = label.indexOf(typed);
  if (direct >= 0) return 100 - direct + (direct === 0 || label[direct - 1] === ' ' ? 50 : 0);
  let from = 0;
  let gaps = 0;
  for (const letter of typed) {
    const found = label.indexOf(letter, from);
    if (found < 0) return null;
    gaps += found - from;
    from = found + 1;
  }
  return 40 - Math.min(gaps, 40);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();
}
