/** Spent and held as arcs of one ring; what it says stands in words beside it. */
export function BudgetRing({
  spent,
  held,
  size = 28,
}: {
  /** Whole percentages of the limit. */
  spent: number;
  held: number;
  size?: number;
}) {
  const full = Math.min(100, Math.max(0, spent));
  const rest = Math.min(100 - full, Math.max(0, held));
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 36 36"
      aria-hidden="true"
      focusable="false"
      className="ring-chart"
      data-over={spent + held >= 100 || undefined}
    >
      <circle cx="18" cy="18" r="15" pathLength="100" className="ring-track" />
      <circle
        cx="18"
        cy="18"
        r="15"
        pathLength="100"
        className="ring-spent"
        strokeDasharray={`${full} 100`}
      />
      <circle
        cx="18"
        cy="18"
        r="15"
        pathLength="100"
        className="ring-held"
        strokeDasharray={heldDashes(rest)}
        strokeDashoffset={-full}
      />
    </svg>
  );
}

/** Held money is dashed, so that it differs from spent in more than its colour. */
function heldDashes(length: number): string {
  if (length <= 0) return '0 100';
  const dashes: number[] = [];
  let drawn = 0;
  while (drawn + 2 <= length) {
    dashes.push(1.2, 0.8);
    drawn += 2;
  }
  const last = length - drawn;
  dashes.push(last, 100 - length);
  return dashes.join(' ');
}
