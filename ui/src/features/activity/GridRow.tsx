import { ChevronDown, ChevronRight } from 'lucide-react';
import type { Line } from '@/components/purchase/lines';
import { SandboxLabel, StatusMark } from '@/components/StatusMark';
import { Time } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import type { ActivityRow } from '@/ipc/types';
import { Money } from '@/money/Money';

export const HEADERS = ['when', 'merchant', 'item', 'agent', 'budget', 'amount', 'result'] as const;

type GridRowProps = {
  line: Line<ActivityRow>;
  index: number;
  top: number;
  height: number;
  compact: boolean;
  active: boolean;
  open: boolean;
  onOpen: () => void;
  onFocus: () => void;
};

/** One entry: seven columns, or two lines where there is no room for them. */
export function GridRow({
  line,
  index,
  top,
  height,
  compact,
  active,
  open,
  onOpen,
  onFocus,
}: GridRowProps) {
  const { row } = line;
  const small = line.kind === 'small' ? line : null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      role="row"
      data-testid={small ? 'small-payments' : 'activity-row'}
      data-index={index}
      data-id={small ? undefined : row.id}
      aria-expanded={small?.open}
      aria-rowindex={index + 2}
      aria-selected={open}
      tabIndex={active ? 0 : -1}
      onClick={onOpen}
      onFocus={onFocus}
      style={{ height, translate: `0 ${top}px` }}
      className={`grid-line ${compact ? 'grid-card' : 'grid-row'}`}
    >
      {compact ? <CompactCells line={line} /> : <Cells line={line} />}
    </div>
  );
}

function Cells({ line }: { line: Line<ActivityRow> }) {
  const { row } = line;
  return (
    <>
      <span role="gridcell" className="cell-when text-t2">
        <Fold line={line} />
        <Time at={row.at} />
      </span>
      <span role="gridcell" className="cell-merchant">
        <Untrusted text={row.merchantName} className="cell-name font-medium" />
        {row.sandbox ? <SandboxLabel /> : null}
        {row.merchantDomain ? (
          <bdi className="cell-domain domain-start">{row.merchantDomain}</bdi>
        ) : null}
      </span>
      <span role="gridcell" className="cell-item text-t2">
        {line.kind === 'small' ? (
          t('inbox.small', { count: line.small.members.length })
        ) : (
          <Items row={row} />
        )}
      </span>
      <span role="gridcell" className="cell-agent text-t2">
        <Untrusted text={row.agentName} />
      </span>
      <span role="gridcell" className="cell-budget text-t2">
        <bdi>{row.budgetName ?? ''}</bdi>
      </span>
      <span role="gridcell" className="cell-amount font-medium">
        <Amount line={line} />
      </span>
      <span role="gridcell" className="cell-result">
        <StatusMark status={row.status} by={row.decidedBy} />
      </span>
    </>
  );
}

function CompactCells({ line }: { line: Line<ActivityRow> }) {
  const { row } = line;
  return (
    <>
      <span className="flex items-baseline gap-3">
        <span role="gridcell" className="min-w-0 flex-1 truncate font-medium">
          <Untrusted text={row.merchantName} /> {row.sandbox ? <SandboxLabel /> : null}
        </span>
        <span role="gridcell" className="font-medium">
          <Amount line={line} />
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-1.5 text-13 text-t2">
        <span role="gridcell" className="flex shrink-0 items-center">
          <Fold line={line} />
          {line.kind === 'small' ? (
            t('inbox.small', { count: line.small.members.length })
          ) : (
            <Time at={row.at} />
          )}
        </span>
        <span role="gridcell" className="min-w-0 flex-1 truncate">
          · <Untrusted text={row.agentName} /> {line.kind === 'one' ? <Tried row={row} /> : null}
        </span>
        <span role="gridcell" className="shrink-0">
          <StatusMark status={row.status} by={row.decidedBy} full={false} />
        </span>
      </span>
    </>
  );
}

function Items({ row }: { row: ActivityRow }) {
  return (
    <>
      {row.firstItem ? <Untrusted text={row.firstItem} limit={80} /> : null}
      {row.moreItems > 0 ? <span className="text-12 text-t3"> +{row.moreItems}</span> : null}
      <Tried row={row} />
    </>
  );
}

/** Whether a line of small payments is open; its members stand in from it. */
function Fold({ line }: { line: Line<ActivityRow> }) {
  if (line.kind === 'one') return line.within ? <span className="inline-block w-4" /> : null;
  const Chevron = line.open ? ChevronDown : ChevronRight;
  return <Chevron size={14} strokeWidth={2} aria-hidden className="me-0.5 inline shrink-0" />;
}

/** What was refused and tried again: how often, whoever asked. */
function Tried({ row }: { row: ActivityRow }) {
  if (row.tried < 2) return null;
  return (
    <span className="pill ms-1 bg-warn-bg text-warn" data-testid={`tried-${row.id}`}>
      {t('activity.attempts', { count: row.tried })}
    </span>
  );
}

/** Spent money has no sign; money that came back has a plus and the word. */
function Amount({ line }: { line: Line<ActivityRow> }) {
  if (line.kind === 'small') return <Money value={line.small.sum} />;
  const { row } = line;
  if (row.refunded && row.status === 'refunded') {
    return (
      <span>
        <Money value={row.refunded} sign="+" />
        <span className="sr-only"> {t('status.refunded')}</span>
      </span>
    );
  }
  return <Money value={row.amount} />;
}
