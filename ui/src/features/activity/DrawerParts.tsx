import { BadgeCheck, BookMarked, CircleX, Eye, type LucideIcon, Quote } from 'lucide-react';
import { useState } from 'react';
import { Button, CopyButton } from '@/components/buttons';
import { CategoryPin } from '@/components/CategoryPin';
import {
  BudgetLine,
  Claims,
  Headline,
  Items,
  MerchantLine,
  Payment,
} from '@/components/purchase/CardFacts';
import { RailFacts } from '@/components/purchase/RailFacts';
import { ReasonWords } from '@/components/purchase/reasonWords';
import { navigate } from '@/components/router';
import { StatusMark } from '@/components/StatusMark';
import { Time } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe } from '@/i18n/t';
import type { ActivityRow, Card, Detail, Evidence, TimelineStep } from '@/ipc/types';
import { Money } from '@/money/Money';
import { EraseText, OwnerWords, Quoted } from './OwnerWords';

/** The same facts in the same order as on the approval card. */
export function Summary({ detail }: { detail: Detail }) {
  const { card } = detail;
  return (
    <div className="flex flex-col gap-5">
      <dl className="facts">
        <dt>{t('activity.column.agent')}</dt>
        <dd>
          <Untrusted text={card.agent.name} />
        </dd>
        <dt>{t('activity.column.merchant')}</dt>
        <dd className="flex flex-col items-start gap-1">
          <MerchantLine card={card} />
          <CategoryPin domain={card.merchant.domain} claimed={card.merchant.category} />
        </dd>
        <dt>{t('activity.requested')}</dt>
        <dd>
          <Time at={detail.row.at} />
        </dd>
      </dl>
      <OwnerWords detail={detail} />
      <Attempts detail={detail} />
      <Facts card={card} />
    </div>
  );
}

/** The same thing asked for at other times, by whatever agent, where it was refused once. */
function Attempts({ detail }: { detail: Detail }) {
  if (detail.attempts.length === 0) return null;
  return (
    <section aria-labelledby="attempts" className="panel p-3" data-testid="attempts">
      <h3 id="attempts" className="mb-1 font-medium">
        {t('activity.attempts', { count: detail.attempts.length })}
      </h3>
      <ul className="flex flex-col">
        {detail.attempts.map((row) => (
          <Attempt key={row.id} row={row} here={row.id === detail.row.id} />
        ))}
      </ul>
    </section>
  );
}

function Attempt({ row, here }: { row: ActivityRow; here: boolean }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 border-b border-line py-1.5 text-13 last:border-0">
      <Time at={row.at} className="figures text-t2" />
      <Money value={row.amount} className="font-medium" />
      <span className="min-w-0 flex-1 truncate text-t2">
        <Untrusted text={row.agentName} />
      </span>
      <StatusMark status={row.status} by={row.decidedBy} />
      {here ? (
        <span className="text-12 text-t3">{t('activity.thisOne')}</span>
      ) : (
        <Button look="quiet" size="small" onPress={() => navigate(`activity/${row.id}`)}>
          {t('activity.openAttempt')}
        </Button>
      )}
    </li>
  );
}

function Facts({ card }: { card: Card }) {
  return (
    <>
      {card.reasons.length > 0 ? (
        <section aria-label={t('card.why')}>
          <h3 className="mb-1 text-12 font-medium text-t3">{t('activity.whyAsked')}</h3>
          <ul className="flex list-disc flex-col gap-1 ps-4 marker:text-t3">
            {card.reasons.map((reason) => (
              <li key={reason.code}>
                <ReasonWords reason={reason} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <BudgetLine card={card} />
      <Items card={card} />
      <Payment card={card} />
      <RailFacts card={card} />
      <Claims card={card} />
    </>
  );
}

/** Every step with its second and its entry in the record. */
export function Timeline({ id, steps }: { id: string; steps: TimelineStep[] }) {
  return (
    <ol className="timeline">
      {steps.map((step) => (
        <li key={step.seq} className="timeline-step">
          <Time at={step.at} style="seconds" className="figures pt-px text-13 text-t2" />
          <span className="min-w-0">
            <bdi className="[overflow-wrap:anywhere]">{step.text}</bdi>
            {step.by ? (
              <span className="text-t2">
                {' · '}
                <Untrusted text={step.by} />
              </span>
            ) : null}
            <SaidWith id={id} step={step} />
            <span className="block text-12 text-t3">
              {t('activity.entryNumber', { number: step.seq })}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The owner's words beside an entry, or that they are gone. */
function SaidWith({ id, step }: { id: string; step: TimelineStep }) {
  const isErasable = step.kind !== 'purchase.untagged';
  if (step.said !== null) {
    return (
      <span className="my-1 flex flex-col items-start gap-1">
        <Quoted text={step.said} />
        {isErasable ? <EraseText id={id} seq={step.seq} text={step.said} /> : null}
      </span>
    );
  }
  if (step.kind !== 'purchase.noted' && step.kind !== 'purchase.tagged') return null;
  return <span className="block text-13 text-t3">{t('activity.words.erased')}</span>;
}

const CHECKS: Record<Evidence['check'], { icon: LucideIcon; look: string }> = {
  verified: { icon: BadgeCheck, look: 'bg-ok-bg text-ok' },
  records: { icon: BookMarked, look: 'bg-s2 text-t2' },
  claimed: { icon: Quote, look: 'bg-s2 text-t2' },
  failed: { icon: CircleX, look: 'bg-bad-bg text-bad' },
};

/** What is proven, what is counted from the record, what somebody merely says. */
export function EvidenceList({ detail }: { detail: Detail }) {
  const [seen, setSeen] = useState(false);
  return (
    <div className="flex flex-col gap-4">
      <ul className="flex flex-col">
        {detail.evidence.map((evidence) => (
          <EvidenceLine key={`${evidence.label}-${evidence.value}`} evidence={evidence} />
        ))}
      </ul>
      {detail.shown ? (
        <section aria-label={t('activity.whatYouSaw')} className="panel p-3">
          <div className="flex flex-wrap items-center gap-2">
            <Eye size={16} strokeWidth={1.75} aria-hidden className="text-t2" />
            <h3 className="flex-1 font-medium">{t('activity.whatYouSaw')}</h3>
            <Button size="small" onPress={() => setSeen(!seen)} aria-expanded={seen}>
              {seen ? t('activity.hide') : t('activity.show')}
            </Button>
          </div>
          <p className="hash mt-1 text-t2">{detail.shown.viewHash}</p>
          {seen ? (
            <div className="mt-3 flex flex-col gap-4 border-t border-line pt-3">
              <div>
                <Headline card={detail.shown.card} />
                <MerchantLine card={detail.shown.card} />
              </div>
              <Facts card={detail.shown.card} />
            </div>
          ) : null}
        </section>
      ) : null}
      {detail.authorization ? (
        <section aria-label={t('activity.authorization')} className="panel p-3">
          <div className="flex items-center gap-2">
            <h3 className="flex-1 font-medium">{t('activity.authorization')}</h3>
            <CopyButton text={detail.authorization} />
          </div>
          <p className="hash mt-1 line-clamp-3 text-t2">{detail.authorization}</p>
        </section>
      ) : null}
    </div>
  );
}

function EvidenceLine({ evidence }: { evidence: Evidence }) {
  const { icon: Icon, look } = CHECKS[evidence.check];
  return (
    <li className="flex flex-col gap-1 border-b border-line py-2.5 first:pt-0 last:border-0">
      <span className="flex items-center gap-3">
        <span className="min-w-0 flex-1 font-medium">{evidence.label}</span>
        <span className={`pill ${look}`}>
          <Icon size={12} strokeWidth={2} aria-hidden />
          {tMaybe(`activity.check.${evidence.check}`)}
        </span>
      </span>
      <bdi
        className={`text-13 [overflow-wrap:anywhere] ${evidence.value.length > 24 ? 'hash' : ''}`}
      >
        {evidence.value}
      </bdi>
      {evidence.note ? <span className="text-13 text-t3">{evidence.note}</span> : null}
    </li>
  );
}
