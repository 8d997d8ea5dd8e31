import { OctagonAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '@/components/buttons';
import { Select } from '@/components/fields';
import { t, Words } from '@/i18n/t';
import type { Backtest, BacktestGroup, Tally } from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import type { WhatIf as WhatIfState } from './useWhatIf';
import { WhatIfList } from './WhatIfList';
import { changedCount, sentenceOf } from './whatIfWords';

/** Fewer requests than this say little. */
const ENOUGH = 10;
const COMMIT_MS = 400;
export const DAYS = ['30', '90', '365'] as const;

type WhatIfProps = {
  state: WhatIfState;
  days: number;
  onDays: (days: number) => void;
  /** A handle is being dragged: nothing is announced yet. */
  dragging: boolean;
};

/** What this budget would have done with what was really asked for. */
export function WhatIf({ state, days, onDays, dragging }: WhatIfProps) {
  const [listed, setListed] = useState(false);
  const { result } = state;
  return (
    <section aria-labelledby="what-if" className="what-if" data-testid="what-if">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 id="what-if" className="font-medium">
          {t('whatIf.title')}
        </h3>
        <div className="what-if-days">
          <Select
            hiddenLabel
            label={t('whatIf.days')}
            value={String(days)}
            onChange={(next) => onDays(Number(next))}
            choices={DAYS.map((id) => ({ id, label: t('whatIf.last', { count: Number(id) }) }))}
            testId="what-if-days"
          />
        </div>
        {result ? (
          <span className="what-if-replayed">
            {t('whatIf.replayed', { count: result.requests })}
          </span>
        ) : null}
        {result && changedCount(result) > 0 ? (
          <span className="ms-auto">
            <Button size="small" onPress={() => setListed(true)} data-testid="what-if-see">
              {t('whatIf.see', { count: changedCount(result) })}
            </Button>
          </span>
        ) : null}
      </div>
      {result ? <Result result={result} /> : <div className="h-10" />}
      <Spoken state={state} dragging={dragging} />
      {result ? (
        <WhatIfList result={result} open={listed} onClose={() => setListed(false)} />
      ) : null}
    </section>
  );
}

function Result({ result }: { result: Backtest }) {
  const changed = changedCount(result);
  if (result.requests === 0)
    return <p className="text-13 text-t2">{t('whatIf.nothing', { count: result.days })}</p>;
  return (
    <>
      <TallyBar tally={result.after} />
      <p className="what-if-sentence" data-testid="what-if-sentence">
        <span className="font-medium">{sentenceOf(result)}</span>
        {result.before && changed > 0 ? (
          <span className="figures text-13 text-t2">{t('whatIf.now', counts(result.before))}</span>
        ) : null}
      </p>
      {changed > 0 ? (
        <ul className="flex flex-col gap-1 text-13">
          {result.groups.slice(0, 3).map((group) => (
            <li key={`${group.from}-${group.to}-${group.rejected}`}>
              {group.rejected ? <Rejected group={group} /> : <Changed group={group} />}
            </li>
          ))}
        </ul>
      ) : (
        <p className="what-if-footnote">{t('whatIf.footnote')}</p>
      )}
      {result.requests < ENOUGH ? (
        <p className="text-13 text-warn" data-testid="what-if-hint">
          {t('whatIf.few', { count: result.requests })}
        </p>
      ) : null}
    </>
  );
}

function counts(tally: Tally) {
  return { auto: tally.auto.count, ask: tally.ask.count, deny: tally.deny.count };
}

/** The riskiest consequence: what the owner said no to would happen by itself. */
function Rejected({ group }: { group: BacktestGroup }) {
  return (
    <div className="what-if-risk" data-testid="what-if-risk">
      <OctagonAlert size={16} strokeWidth={2} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0">
        <p className="font-medium">{t('whatIf.rejected', { count: group.count })}</p>
        <p className="truncate text-t1">
          {group.purchases.slice(0, 3).map((purchase, index) => (
            <span key={purchase.id}>
              {index > 0 ? ' · ' : ''}
              <bdi>{purchase.merchantName}</bdi> <Money value={purchase.amount} />
            </span>
          ))}
          {group.count > 3 ? ' …' : ''}
        </p>
      </div>
    </div>
  );
}

function Changed({ group }: { group: BacktestGroup }) {
  return (
    <p className="text-t2">
      <Words
        k="whatIf.change"
        count={group.count}
        values={{
          sum: <MoneyList values={group.sums} />,
          from: t(`whatIf.verdict.${group.from}`),
          to: t(`whatIf.verdict.${group.to}`),
        }}
      />
    </p>
  );
}

/** The three counts as parts of one bar, in the patterns of the zones. */
export function TallyBar({ tally }: { tally: Tally }) {
  const zones = ['auto', 'ask', 'deny'] as const;
  return (
    <div className="tally">
      <div className="tally-bar" aria-hidden>
        {zones.map((zone) => (
          <span key={zone} className={`zone-${zone}`} style={{ flexGrow: tally[zone].count }} />
        ))}
      </div>
      <ul className="tally-legend">
        {zones.map((zone) => (
          <li key={zone} data-testid={`tally-${zone}`}>
            <span className={`swatch zone-${zone}`} aria-hidden />
            {t(`zone.${zone}`)} <strong className="figures">{tally[zone].count}</strong>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Told to screen readers once the handle or the keys rest, not on every pixel. */
function Spoken({ state, dragging }: { state: WhatIfState; dragging: boolean }) {
  const [said, setSaid] = useState('');
  const { result, current } = state;
  useEffect(() => {
    if (!result || !current || dragging) return;
    const timer = setTimeout(() => {
      const risky = result.groups.find((group) => group.rejected);
      const first = risky ? `${t('whatIf.rejected', { count: risky.count })}. ` : '';
      setSaid(`${first}${sentenceOf(result)}`);
    }, COMMIT_MS);
    return () => clearTimeout(timer);
  }, [result, current, dragging]);
  return (
    <p role="status" className="sr-only" data-testid="what-if-status">
      {said}
    </p>
  );
}
