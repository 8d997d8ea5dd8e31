import type { Key } from '@/i18n/t';

/** Searches that everybody has. */
export const BUILT_IN: readonly { id: string; name: Key; query: string }[] = [
  { id: 'rejected', name: 'searches.builtIn.rejected', query: 'status:rejected by:you' },
  { id: 'recurring', name: 'searches.builtIn.recurring', query: 'is:recurring' },
  { id: 'dear', name: 'searches.builtIn.dear', query: 'amount>100EUR' },
  { id: 'unverified', name: 'searches.builtIn.unverified', query: 'is:unverified' },
];
