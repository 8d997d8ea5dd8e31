import { ChevronDown, ChevronRight, CircleAlert, OctagonAlert } from 'lucide-react';
import { type Line, type Opened, openLines } from '@/components/purchase/lines';
import { shortReason } from '@/components/purchase/reasonWords';
import { href } from '@/components/router';
import { useListKeys } from '@/components/rovingList';
import { SandboxLabel, StatusMark } from '@/components/StatusMark';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import { ago, remaining } from '@/i18n/time';
import type { RequestRow, SmallPayments } from '@/ipc/types';
import { Money } from '@/money/Money';

type RequestListProps = {
  label: string;
  rows: RequestRow[];
  small: SmallPayments[];
  opened: Opened;
  selected: string | null;
  singleKeys: boolean;
};

/** Requests, the ones that end first on top. Enter opens one; no key here decides. */
export function RequestList({
  label,
  rows,
  small,
  opened,
  selected,
  singleKeys,
}: RequestListProps) {
  const onKeyDown = useListKeys(singleKeys);
  const now = useNow(15_000);
  const lines = openLines(rows, small, opened, selected);
  return (
    <ul data-list aria-label={label} onKeyDown={onKeyDown}>
      {lines.map((line) => (
        <li key={line.key} className={line.kind === 'one' && line.within ? 'ps-4' : undefined}>
          {line.kind === 'small' ? (
            <SmallRow line={line} now={now} onToggle={() => opened.toggle(line.small)} />
          ) : (
            <Row row={line.row} selected={line.row.id === selected} now={now} />
          )}
        </li>
      ))}
    </ul>
  );
}

type SmallRowProps = {
  line: Extract<Line<RequestRow>, { kind: 'small' }>;
  now: number;
  onToggle: () => void;
};

/** Small payments as one line; Enter and Space open it to its members. */
function SmallRow({ line: { row, small, open }, now, onToggle }: SmallRowProps) {
  const Chevron = open ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      data-row
      data-testid="small-payments"
      aria-expanded={open}
      onClick={onToggle}
      className="row w-full text-start"
    >
      <Heading row={row} amount={small.sum} when={ago(row.requestedAt, now)} />
      <span className="flex min-w-0 items-center gap-1.5 text-13">
        <Chevron size={14} strokeWidth={2} aria-hidden className="shrink-0 text-t2" />
        <span className="shrink-0">{t('inbox.small', { count: small.members.length })}</span>
        {row.status === 'pending' ? (
          <Why row={row} />
        ) : (
          <StatusMark status={row.status} by={row.decidedBy} />
        )}
      </span>
    </button>
  );
}

function Row({ row, selected, now }: { row: RequestRow; selected: boolean; now: number }) {
  const left = row.expiresAt && row.status === 'pending' ? remaining(row.expiresAt, now) : null;
  const when = left ?? (row.status === 'pending' ? '' : ago(row.requestedAt, now));
  return (
    <a
      href={href(`inbox/${row.id}`)}
      data-row
      data-testid={`request-${row.id}`}
      aria-current={selected ? 'true' : undefined}
      onClick={() => {
        if (selected) document.getElementById('card-heading')?.focus();
      }}
      className="row"
    >
      <Heading row={row} amount={row.amount} when={when} />
      <span className="flex min-w-0 items-center gap-1.5 text-13">
        {row.status === 'pending' ? (
          <Why row={row} />
        ) : (
          <StatusMark status={row.status} by={row.decidedBy} />
        )}
        {row.tried > 1 ? (
          <span className="pill ms-auto shrink-0 bg-warn-bg text-warn">
            {t('activity.attempts', { count: row.tried })}
          </span>
        ) : null}
      </span>
    </a>
  );
}

type HeadingProps = { row: RequestRow; amount: RequestRow['amount']; when: string };

function Heading({ row, amount, when }: HeadingProps) {
  return (
    <>
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-medium">
          <Untrusted text={row.merchantName} />
        </span>
        <Money value={amount} className="font-semibold" />
      </span>
      <span className="flex items-center gap-2 text-13 text-t2">
        <Untrusted text={row.agentName} className="min-w-0 truncate" />
        {row.sandbox ? <SandboxLabel /> : null}
        <span className="ms-auto shrink-0">{when}</span>
      </span>
    </>
  );
}

function Why({ row }: { row: RequestRow }) {
  const [first, ...more] = row.reasons;
  const blocked = row.tier === 't4';
  const Icon = blocked ? OctagonAlert : CircleAlert;
  if (!first && !blocked) return <span className="text-t3">{t('inbox.rulesAsk')}</span>;
  return (
    <>
      <Icon
        size={14}
        strokeWidth={2}
        aria-hidden
        className={`shrink-0 ${blocked ? 'text-bad' : 'text-warn'}`}
      />
      <bdi className="truncate">
        {blocked ? t('inbox.blocked') : first ? shortReason(first) : ''}
      </bdi>
      {more.length > 0 ? <span className="shrink-0 text-12 text-t3">+{more.length}</span> : null}
    </>
  );
}
