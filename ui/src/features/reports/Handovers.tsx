import {
  Archive,
  Bot,
  CalendarRange,
  ChartPie,
  ListChecks,
  type LucideIcon,
  Repeat,
  Tag,
} from 'lucide-react';
import { useState } from 'react';
import { ExportSheet, FORMATS, type Handover } from '@/components/export/ExportSheet';
import { t } from '@/i18n/t';
import type { AppStatus, Charts, ExportFormat } from '@/ipc/types';

type Kind =
  | 'statement'
  | 'agents'
  | 'budgets'
  | 'decisions'
  | 'subscriptions'
  | 'tags'
  | 'everything';

type Shape = {
  icon: LucideIcon;
  grouping: Handover['grouping'];
  /** What it is usually wanted as. */
  first: ExportFormat;
  text: (days: string) => string;
};

const KINDS: Record<Kind, Shape> = {
  statement: { icon: CalendarRange, grouping: 'whole', first: 'pdf', text: (days) => days },
  agents: { icon: Bot, grouping: 'agent', first: 'pdf', text: (days) => days },
  budgets: { icon: ChartPie, grouping: 'budget', first: 'pdf', text: (days) => days },
  decisions: { icon: ListChecks, grouping: 'decision', first: 'pdf', text: (days) => days },
  subscriptions: {
    icon: Repeat,
    grouping: 'merchant',
    first: 'pdf',
    text: (days) => `is:recurring ${days}`,
  },
  tags: { icon: Tag, grouping: 'tag', first: 'pdf', text: (days) => days },
  everything: { icon: Archive, grouping: 'whole', first: 'bundle', text: () => '' },
};
const ORDER = Object.keys(KINDS) as Kind[];

/** Reports to hand over, of the period that the charts show. */
export function Handovers({ charts, status }: { charts: Charts; status: AppStatus }) {
  const [kind, setKind] = useState<Kind | null>(null);
  return (
    <section className="chart chart-wide" aria-labelledby="handovers">
      <div className="flex flex-col gap-1">
        <h2 id="handovers" className="text-16 font-semibold">
          {t('reports.handover.title')}
        </h2>
        <p className="text-13 text-t2">{t('reports.handover.sentence')}</p>
      </div>
      <ul className="handovers">
        {ORDER.map((id) => {
          const Icon = KINDS[id].icon;
          return (
            <li key={id}>
              <button
                type="button"
                className="handover"
                onClick={() => setKind(id)}
                data-testid={`report-${id}`}
              >
                <Icon size={20} strokeWidth={1.75} aria-hidden className="shrink-0 text-t2" />
                <span className="min-w-0">
                  <span className="block font-medium">{t(`reports.kind.${id}`)}</span>
                  <span className="block text-13 text-t2">{t(`reports.why.${id}`)}</span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {kind ? (
        <ExportSheet
          key={kind}
          what={handoverOf(kind, charts)}
          status={status}
          onClose={() => setKind(null)}
        />
      ) : null}
    </section>
  );
}

/** What a kind of report holds in the period of the charts, and how it begins. */
export function handoverOf(kind: Kind, charts: Charts): Handover {
  const { first, grouping, text } = KINDS[kind];
  return {
    title: t(`reports.kind.${kind}`),
    text: text(`date:${charts.first}..${charts.last}`),
    formats: [first, ...FORMATS.filter((format) => format !== first)],
    grouping,
  };
}
