import type { ReactNode } from 'react';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { href } from '@/components/router';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { t, tMaybe } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { type Action, useAction } from '@/ipc/queries';
import type {
  HeapsView,
  Money as MoneyValue,
  StatementLine,
  StatementMissing,
  StatementPair,
  StatementReason,
  StatementSettlement,
} from '@/ipc/types';
import { Money, MoneyList } from '@/money/Money';
import { moneyText } from '@/money/money';

type Ruling = { line: string; verdict: string; about: StatementSettlement | null };
type Rule = Action<Ruling, void>;

/** The four heaps, those that need a look first. */
export function Heaps({ heaps }: { heaps: HeapsView }) {
  const rule: Rule = useAction(
    (host, { line, verdict, about }: Ruling) => host.ruleLine(line, verdict, about),
    ['activity'],
  );
  const { matched, differs, unapproved, uncharged } = heaps;
  return (
    <div className="flex flex-col gap-4" data-testid="heaps">
      <ErrorNote error={rule.error} />
      <Heap name="unapproved" count={unapproved.length} sums={heaps.unapprovedSum}>
        {unapproved.map((line) => (
          <Alone key={line.id} line={line} rule={rule} />
        ))}
      </Heap>
      <Heap name="differs" count={differs.length} sums={heaps.differsSum}>
        {differs.map((pair) => (
          <Paired key={pair.line.id} pair={pair} rule={rule} />
        ))}
      </Heap>
      <Heap name="uncharged" count={uncharged.length} sums={[]}>
        {uncharged.map((missing) => (
          <Missing key={missing.settlement.entry} missing={missing} />
        ))}
      </Heap>
      <Heap name="matched" count={matched.length} sums={heaps.matchedSum}>
        {matched.map((pair) => (
          <Paired key={pair.line.id} pair={pair} rule={rule} />
        ))}
      </Heap>
    </div>
  );
}

type HeapName = 'matched' | 'differs' | 'unapproved' | 'uncharged';
type HeapProps = { name: HeapName; count: number; sums: MoneyValue[]; children: ReactNode };

function Heap({ name, count, sums, children }: HeapProps) {
  const title = t(`statements.heaps.${name}`);
  return (
    <section aria-label={title} className="panel" data-testid={`heap-${name}`}>
      <div className="flex flex-wrap items-baseline gap-x-3 px-4 py-3">
        <h2 className="text-16">{title}</h2>
        <span className="text-t2">{t('statements.lines', { count })}</span>
        <span className="figures ms-auto font-medium">
          <MoneyList values={sums} />
        </span>
      </div>
      {count === 0 ? (
        <p className="px-4 pb-3 text-13 text-t3">{t(`statements.none.${name}`)}</p>
      ) : (
        <ul className="border-t border-line">{children}</ul>
      )}
    </section>
  );
}

type RowProps = {
  day: string;
  amount: MoneyValue;
  back: boolean;
  title: ReactNode;
  children: ReactNode;
  actions: ReactNode;
};

function Row({ day, amount, back, title, children, actions }: RowProps) {
  const now = useNow(60_000);
  return (
    <li className="flex flex-col gap-1.5 border-b border-line px-4 py-3 last:border-0">
      <div className="flex items-baseline gap-3">
        <div className="min-w-0 flex-1 font-medium break-words">{title}</div>
        <Money value={amount} sign={back ? '+' : ''} />
      </div>
      <div className="text-13 text-t2">
        <time dateTime={day}>{shortDate(day, now)}</time> · {children}
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </li>
  );
}

/** A line that nothing on record explains. */
function Alone({ line, rule }: { line: StatementLine; rule: Rule }) {
  const say = (verdict: string) => void rule.run({ line: line.id, verdict, about: null });
  const name = line.descriptor || t('statements.noText');
  return (
    <Row
      day={line.booked}
      amount={line.amount}
      back={line.back}
      title={<Untrusted text={name} limit={80} />}
      actions={
        line.verdict ? (
          <Small busy={rule.busy} onPress={() => say('open')} label={t('statements.undo')} />
        ) : (
          <>
            <Small busy={rule.busy} onPress={() => say('known')} label={t('statements.known')} />
            <Small
              busy={rule.busy}
              onPress={() => say('disputed')}
              label={t('statements.dispute')}
            />
          </>
        )
      }
    >
      {line.verdict
        ? tMaybe(`statements.verdicts.${line.verdict}`)
        : line.back
          ? t('statements.cameIn')
          : t('statements.nobody')}
    </Row>
  );
}

/** A line and what it is held to be. */
function Paired({ pair, rule }: { pair: StatementPair; rule: Rule }) {
  const { line, settlement, reasons } = pair;
  const say = (verdict: string) =>
    void rule.run({ line: line.id, verdict, about: verdict === 'open' ? null : settlement });
  return (
    <Row
      day={line.booked}
      amount={line.amount}
      back={line.back}
      title={<Purchase settlement={settlement} />}
      actions={
        line.verdict === 'matched' ? (
          <Small busy={rule.busy} onPress={() => say('open')} label={t('statements.undo')} />
        ) : (
          <>
            <Small
              busy={rule.busy}
              onPress={() => say('matched')}
              label={t('statements.confirm')}
            />
            <Small
              busy={rule.busy}
              onPress={() => say('unmatched')}
              label={t('statements.unmatch')}
            />
          </>
        )
      }
    >
      {reasons.map(words).join(', ')}
    </Row>
  );
}

function Missing({ missing }: { missing: StatementMissing }) {
  const { settlement, until } = missing;
  const now = useNow(60_000);
  return (
    <Row
      day={settlement.day}
      amount={settlement.amount}
      back={settlement.back}
      title={<Purchase settlement={settlement} />}
      actions={null}
    >
      {until ? t('statements.mayCome', { date: shortDate(until, now) }) : t('statements.missing')}
    </Row>
  );
}

function Purchase({ settlement }: { settlement: StatementSettlement }) {
  return (
    <a href={href(`activity/${settlement.purchase}`)} className="rounded-4 text-accent underline">
      <Untrusted text={settlement.merchant} limit={80} />
    </a>
  );
}

type SmallProps = { label: string; busy: boolean; onPress: () => void };

function Small({ label, busy, onPress }: SmallProps) {
  return (
    <Button size="small" isDisabled={busy} onPress={onPress}>
      {label}
    </Button>
  );
}

function words(reason: StatementReason): string {
  const { code, amount, days } = reason;
  if (code === 'days' && days !== null) {
    if (days === 0) return t('statements.sameDay');
    return days > 0
      ? t('statements.later', { count: days })
      : t('statements.earlier', { count: -days });
  }
  const values = { amount: amount ? moneyText(amount, locale()) : '', date: reason.date ?? '' };
  return tMaybe(`statements.reasons.${code}`, values) ?? code;
}
