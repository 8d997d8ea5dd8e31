import { ChartPie, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { useLayout } from '@/components/layout';
import { Panes } from '@/components/Panes';
import { navigate } from '@/components/router';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useBudgets } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';
import { BudgetEditor } from './BudgetEditor';
import { BudgetList } from './BudgetList';

/** Limits for agents, set by hand and shown against what was spent. */
export default function BudgetsScreen({ route, status }: ScreenProps) {
  const budgets = useBudgets();
  const layout = useLayout();
  const [ended, setEnded] = useState(false);
  const all = budgets.data ?? [];
  const active = all.filter((budget) => budget.status !== 'revoked');
  const listed = ended ? all : active;
  const id = route.path[0] ?? (layout === 'wide' ? active[0]?.id : undefined);
  const open = all.find((budget) => budget.id === id) ?? null;
  const creates = route.path[0] === 'new';
  return (
    <Panes
      widths={{ list: '320px' }}
      detailLabel={t('budgets.one')}
      onClose={() => {
        if (layout !== 'wide') navigate('budgets');
      }}
      list={
        <>
          <ScreenHeader
            title={t('nav.budgets')}
            actions={
              <Button
                size="small"
                icon={Plus}
                data-testid="budget-new"
                onPress={() => navigate('budgets/new')}
              >
                {t('budgets.new')}
              </Button>
            }
          />
          <div className="scroll min-h-0 flex-1 border-t border-line">
            {budgets.isError ? (
              <div className="p-4">
                <ErrorNote error={toIpcError(budgets.error)} />
              </div>
            ) : budgets.data === undefined ? (
              <Skeleton rows={4} height={76} />
            ) : listed.length === 0 ? (
              <NoBudget />
            ) : (
              <BudgetList
                budgets={listed}
                selected={creates ? null : (open?.id ?? null)}
                singleKeys={status.settings.singleKeys}
              />
            )}
            {all.length > active.length ? (
              <div className="p-3">
                <Button size="small" look="quiet" onPress={() => setEnded(!ended)}>
                  {ended
                    ? t('budgets.hideEnded')
                    : t('budgets.showEnded', { count: all.length - active.length })}
                </Button>
              </div>
            ) : null}
          </div>
        </>
      }
      detail={detail(open, creates)}
      empty={<NoBudget />}
    />
  );
}

function detail(open: Budget | null, creates: boolean) {
  if (creates) return <BudgetEditor key="new" budget={null} />;
  return open ? <BudgetEditor key={open.id} budget={open} /> : null;
}

function NoBudget() {
  return (
    <EmptyState
      icon={ChartPie}
      title={t('budgets.empty')}
      action={
        <Button look="primary" onPress={() => navigate('budgets/new')}>
          {t('budgets.create')}
        </Button>
      }
    />
  );
}
