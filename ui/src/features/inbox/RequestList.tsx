import { CircleAlert, OctagonAlert } from 'lucide-react';
import { shortReason } from '@/components/purchase/reasonWords';
import { href } from '@/components/router';
import { useListKeys } from '@/components/rovingList';
import { SandboxLabel, StatusMark } from '@/components/StatusMark';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import { ago, remaining } from '@/i18n/time';
import type { RequestRow } from '@/ipc/types';
import { Money } from '@/money/Money';

type RequestListProps = {
  label: string;
  rows: RequestRow[];
  selected: string | null;
  singleKeys: boolean;
};

/** Requests, the ones that end first on top. Enter opens one; no key here decides. */
export function RequestList({ label, rows, selected, singleKeys }: RequestListProps) {
  const onKeyDown = useListKeys(singleKeys);
  const now = useNow(15_000);
  return (
    <ul data-list aria-label={label} onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <li key={row.id}>
          <Row row={row} selected={row.id === selected} now={now} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row, selected, now }: { row: RequestRow; selected: boolean; now: number }) {
  const left = row.expiresAt && row.status === 'pending' ? remaining(row.expiresAt, now) : null;
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
      <span className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-medium">
          <Untrusted text={row.merchantName} />
        </span>
        <Money value={row.amount} className="font-semibold" />
      </span>
      <span className="flex items-center gap-2 text-13 text-t2">
        <Untrusted text={row.agentName} className="min-w-0 truncate" />
        {row.sandbox ? <SandboxLabel /> : null}
        <span className="ms-auto shrink-0">
          {left ?? (row.status === 'pending' ? '' : ago(row.requestedAt, now))}
        </span>
      </span>
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
