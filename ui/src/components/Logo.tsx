/** The stub and its torn edge. The name stands beside it, so it needs no words of its own. */
export function Logo({ size }: { size: number }) {
  return <img src="/icon.svg" alt="" width={size} height={size} className="shrink-0" />;
}
