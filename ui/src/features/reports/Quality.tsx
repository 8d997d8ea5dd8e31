import { lookTime, percent } from '@/charts/words';
import { t, tMaybe } from '@/i18n/t';
import type { Charts, IdleBudget } from '@/ipc/types';

/** How well the owner decides, in four numbers, and which rules never mattered. */
export function Quality({ charts }: { charts: Charts }) {
  const [all] = charts.looks;
  const { asked, approved, rejected, all: requests } = charts.ended;
  const none = t('reports.quality.none');
  const facts = [
    ['median', all ? lookTime(all.medianMillis) : none],
    ['fast', all ? percent(all.fast, all.count) : none],
    ['rejected', approved + rejected > 0 ? percent(rejected, approved + rejected) : none],
    ['asked', requests > 0 ? percent(asked, requests) : none],
  ] as const;
  return (
    <section className="chart" aria-labelledby="quality" data-testid="quality">
      <div className="flex flex-col gap-1">
        <h2 id="quality" className="text-16 font-semibold">
          {t('reports.quality.title')}
        </h2>
        <p className="text-13 text-t2">{t('reports.quality.sentence')}</p>
      </div>
      <dl className="quality-facts">
        {facts.map(([name, value]) => (
          <div key={name} className="flex flex-col-reverse">
            <dt className="text-12 text-t2">{t(`reports.quality.${name}`)}</dt>
            <dd className="text-20 font-semibold tabular-nums" data-testid={`quality-${name}`}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <div className="flex flex-col gap-1 text-13">
        <h3 className="font-medium">{t('reports.quality.idle')}</h3>
        {charts.idle.length === 0 ? (
          <p className="text-t2">{t('reports.quality.noIdle')}</p>
        ) : (
          <ul className="flex flex-col gap-1 text-t2">
            {charts.idle.map((budget) => (
              <li key={budget.id}>
                <bdi>{idleWords(budget)}</bdi>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function idleWords({ name, covered, rules }: IdleBudget): string {
  if (covered === 0) return t('reports.quality.unused', { name });
  const words = rules.map((rule) => tMaybe(`reports.quality.rule.${rule}`) ?? rule);
  return t('reports.quality.rules', { name, rules: words.join(', ') });
}
