/** The look of a series beside its name. */
export function Swatch({ look }: { look: string }) {
  return (
    <svg width={12} height={12} aria-hidden className="shrink-0">
      <rect width={12} height={12} rx={2} className={look} />
    </svg>
  );
}
