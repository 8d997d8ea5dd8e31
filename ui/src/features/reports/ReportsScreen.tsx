import { ChartColumn } from 'lucide-react';
import { useState } from 'react';
import { AskedChart } from '@/charts/AskedChart';
import { LookChart } from '@/charts/LookChart';
import { ChartPatterns } from '@/charts/patterns';
import { ShopsChart } from '@/charts/ShopsChart';
import { SpendChart } from '@/charts/SpendChart';
import { VerdictChart } from '@/charts/VerdictChart';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { ScreenHeader } from '@/components/ScreenHeader';
import { SandboxLabel } from '@/components/StatusMark';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useCharts } from '@/ipc/queries';
import type { AppStatus, Charts, ChartsOrder } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { Burning } from './Burning';
import { Choices } from './Choices';
import { Handovers } from './Handovers';
import { Quality } from './Quality';

const START: ChartsOrder = {
  period: 'thisMonth',
  step: 'day',
  by: 'agent',
  currency: null,
  play: false,
};

/** What agents spent and asked, as charts, and what can be handed over. */
export default function ReportsScreen({ status }: ScreenProps) {
  const [order, setOrder] = useState(START);
  const real = useCharts(order);
  const nothing = real.data?.ended.all === 0;
  // Only where nothing real happened: a look at what the sandbox did.
  const play = useCharts({ ...order, play: true }, nothing);
  const shown = nothing && play.data && play.data.ended.all > 0 ? play : real;
  const charts = shown.data;
  return (
    <div data-region className="pane reports">
      <ScreenHeader title={t('nav.reports')}>
        {charts ? <Summary charts={charts} /> : null}
      </ScreenHeader>
      <div className="scroll min-h-0 flex-1 px-4 pb-6 medium:px-5">
        <Choices order={order} charts={charts} onChange={setOrder} />
        {real.isError ? <ErrorNote error={toIpcError(real.error)} /> : null}
        {charts ? (
          <Body charts={charts} order={order} isPlay={shown === play} status={status} />
        ) : real.isPending ? (
          <Skeleton rows={4} height={280} />
        ) : null}
      </div>
    </div>
  );
}

type BodyProps = {
  charts: Charts;
  order: ChartsOrder;
  isPlay: boolean;
  status: AppStatus;
};

function Body({ charts, order, isPlay, status }: BodyProps) {
  if (charts.ended.all === 0) {
    return (
      <EmptyState icon={ChartColumn} title={t('reports.none')}>
        {t('reports.noneWhy')}
      </EmptyState>
    );
  }
  return (
    <>
      {isPlay ? (
        <p className="mb-3 flex flex-wrap items-center gap-2 text-13 text-t2">
          <SandboxLabel />
          {t('reports.playWhy')}
        </p>
      ) : null}
      <ChartPatterns />
      <div className="charts">
        <SpendChart charts={charts} by={order.by} />
        {isPlay ? null : <Burning />}
        <VerdictChart charts={charts} />
        <AskedChart charts={charts} />
        <LookChart charts={charts} />
        <Quality charts={charts} />
        <ShopsChart charts={charts} />
        <Handovers charts={charts} status={status} />
      </div>
    </>
  );
}

function Summary({ charts }: { charts: Charts }) {
  const { all, automatic, approved, rejected } = charts.ended;
  const spent = charts.totals.map((total) => total.spent);
  return (
    <p data-testid="reports-summary">
      {spent.length > 0 ? (
        <span className="font-medium text-t1">
          <MoneyList values={spent} />
        </span>
      ) : (
        t('reports.nothing')
      )}{' '}
      · {t('reports.requests', { count: all, automatic, approved, rejected })}
    </p>
  );
}
