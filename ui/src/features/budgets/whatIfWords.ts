import { t } from '@/i18n/t';
import type { Backtest, BacktestGroup } from '@/ipc/types';

export function changedCount(result: Backtest): number {
  return result.groups.reduce((sum, group) => sum + group.count, 0);
}

/** "Would have auto-approved 41, asked 6, denied 2." */
export function sentenceOf({ after }: Backtest): string {
  return t('whatIf.sentence', {
    auto: after.auto.count,
    ask: after.ask.count,
    deny: after.deny.count,
  });
}

/** The heading of one group of the list. */
export function groupTitle(group: BacktestGroup): string {
  if (group.rejected) return t('whatIf.rejected', { count: group.count });
  return t('whatIf.group', {
    from: t(`whatIf.verdictTitle.${group.from}`),
    to: t(`whatIf.verdict.${group.to}`),
  });
}
