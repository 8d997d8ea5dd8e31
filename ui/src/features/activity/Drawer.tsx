import { ArrowLeft, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { CopyButton, IconButton } from '@/components/buttons';
import { ErrorNote, Skeleton } from '@/components/feedback';
import { useLayout } from '@/components/layout';
import { navigate } from '@/components/router';
import { SandboxLabel, StatusMark } from '@/components/StatusMark';
import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { usePurchase } from '@/ipc/queries';
import type { Detail } from '@/ipc/types';
import { Money } from '@/money/Money';
import { EvidenceList, Summary, Timeline } from './DrawerParts';

const PARTS = ['summary', 'timeline', 'evidence', 'raw'] as const;
type Part = (typeof PARTS)[number];

/** One purchase from the first request to the last cent. */
export function Drawer({ id, back }: { id: string; back: string }) {
  const query = usePurchase(id);
  const layout = useLayout();
  const close = () => navigate(back);
  const icon = layout === 'compact' ? ArrowLeft : X;
  return (
    <article data-testid="detail" className="flex min-h-0 flex-1 flex-col">
      {query.data ? (
        <Body detail={query.data} icon={icon} onClose={close} />
      ) : (
        <>
          <div className="flex justify-end p-3">
            <IconButton icon={icon} label={t('common.close')} onPress={close} />
          </div>
          {query.isError ? (
            <div className="px-5">
              <ErrorNote error={toIpcError(query.error)} />
            </div>
          ) : (
            <Skeleton rows={5} height={64} />
          )}
        </>
      )}
    </article>
  );
}

type BodyProps = { detail: Detail; icon: typeof X; onClose: () => void };

function Body({ detail, icon, onClose }: BodyProps) {
  const { row } = detail;
  const [part, setPart] = useState<Part>('summary');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <header className="flex shrink-0 items-start gap-3 px-5 pt-4">
        {icon === ArrowLeft ? (
          <IconButton icon={icon} label={t('common.close')} onPress={onClose} />
        ) : null}
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1} data-region-focus className="text-16">
            <Money value={row.amount} code="always" className="text-20" />{' '}
            <span className="block font-normal">
              <Untrusted text={row.merchantName} className="[overflow-wrap:anywhere]" />{' '}
              {row.sandbox ? <SandboxLabel /> : null}
            </span>
          </h2>
          <p className="mt-1 text-13 text-t2">
            <StatusMark status={row.status} by={row.decidedBy} />
          </p>
        </div>
        {icon === X ? <IconButton icon={icon} label={t('common.close')} onPress={onClose} /> : null}
      </header>
      <Tabs
        selectedKey={part}
        onSelectionChange={(key) => setPart(key as Part)}
        className="flex min-h-0 flex-1 flex-col"
      >
        <TabList
          aria-label={t('activity.parts')}
          className="mt-2 flex shrink-0 gap-5 border-b border-line px-5"
        >
          {PARTS.map((id) => (
            <Tab key={id} id={id} className="tab" data-testid={`part-${id}`}>
              {t(`activity.part.${id}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="summary" className="panel-body scroll">
          <Summary detail={detail} />
        </TabPanel>
        <TabPanel id="timeline" className="panel-body scroll">
          <Timeline id={row.id} steps={detail.timeline} />
        </TabPanel>
        <TabPanel id="evidence" className="panel-body scroll">
          <EvidenceList detail={detail} />
        </TabPanel>
        <TabPanel id="raw" className="panel-body scroll">
          <div className="mb-2 flex items-center justify-between gap-3">
            <p className="text-13 text-t2">{t('activity.rawNote')}</p>
            <CopyButton text={detail.raw} />
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
          <pre role="region" tabIndex={0} aria-label={t('activity.part.raw')} className="code">
            {detail.raw}
          </pre>
        </TabPanel>
      </Tabs>
    </>
  );
}
