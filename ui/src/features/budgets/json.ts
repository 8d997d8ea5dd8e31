/** Reading a mandate document without trusting its shape. */

export type Json = Record<string, unknown>;

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : {};
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function flag(value: unknown, usual: boolean): boolean {
  return typeof value === 'boolean' ? value : usual;
}

export function list(value: unknown): string[] | null {
  return Array.isArray(value) ? value.map(String) : null;
}

export function pair(value: unknown): [string, string] | null {
  return Array.isArray(value) && value.length === 2 ? [String(value[0]), String(value[1])] : null;
}

/** `80, 100` as numbers; what is none stays as typed, for the core to refuse by name. */
export function numbers(typed: string): (number | string)[] | undefined {
  const parts = typed.split(/[\s,;%]+/).filter(Boolean);
  if (parts.length === 0) return undefined;
  return parts
    .map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : part))
    .sort((a, b) => Number(a) - Number(b));
}

export function without(record: Json): Json {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

export function unlessEmpty(record: Json): Json | undefined {
  const kept = without(record);
  return Object.keys(kept).length > 0 ? kept : undefined;
}
