/** Patterns by which zones and the rest are told apart without their colour; drawn once a screen. */
export function ChartPatterns() {
  return (
    <svg width={0} height={0} aria-hidden className="absolute">
      <defs>
        <pattern id="dots-other" width={6} height={6} patternUnits="userSpaceOnUse">
          <rect width={6} height={6} className="pattern-ground" />
          <circle cx={1.5} cy={1.5} r={1.4} className="pattern-other" />
          <circle cx={4.5} cy={4.5} r={1.4} className="pattern-other" />
        </pattern>
        <pattern
          id="stripes-ask"
          width={9}
          height={9}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <rect width={9} height={9} className="pattern-warn" />
          <rect width={6} height={9} className="pattern-ask" />
        </pattern>
        <pattern id="stripes-deny" width={8} height={8} patternUnits="userSpaceOnUse">
          <rect width={8} height={8} className="pattern-bad" />
          <rect width={5} height={8} className="pattern-deny" />
        </pattern>
      </defs>
    </svg>
  );
}
