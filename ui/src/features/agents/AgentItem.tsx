import { Ellipsis, KeyRound, MonitorDot, Pause, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { ActionMenu, type MenuEntry } from '@/components/overlays';
import { PresenceDialog } from '@/components/PresenceDialog';
import { SandboxLabel } from '@/components/StatusMark';
import { Time, useNow } from '@/components/Time';
import { isolated, Monogram, Untrusted } from '@/components/Untrusted';
import { t, tMaybe, Words } from '@/i18n/t';
import { clock } from '@/i18n/time';
import { useAction } from '@/ipc/queries';
import type { AgentView, Connected } from '@/ipc/types';
import { MoneyList } from '@/money/Money';
import { CompareCode } from './CompareCode';
import { TokenDialog } from './TokenDialog';

type Asks = 'resume' | 'rotate' | 'remove' | null;

export function AgentItem({ agent }: { agent: AgentView }) {
  const [asks, setAsks] = useState<Asks>(null);
  const [rotated, setRotated] = useState<Connected | null>(null);
  const pause = useAction(
    (host, minutes: number | null) => host.pauseAgent(agent.id, minutes),
    ['agents', 'status'],
  );
  const paused = agent.state === 'paused';
  const stop = async (minutes: number | null) => {
    await pause.run(minutes);
    announce(t('agents.nowPaused', { name: isolated(agent.name) }));
  };
  const entries: MenuEntry[] = [
    ...(paused
      ? []
      : [
          { id: '15', label: t('agents.pause15'), icon: Pause, onAction: () => void stop(15) },
          { id: '60', label: t('agents.pauseHour'), icon: Pause, onAction: () => void stop(60) },
        ]),
    { id: 'rotate', label: t('agents.rotate'), icon: KeyRound, onAction: () => setAsks('rotate') },
    { id: 'remove', label: t('agents.remove'), icon: Trash2, onAction: () => setAsks('remove') },
  ];
  return (
    <article
      className="panel p-4"
      aria-labelledby={`name-${agent.id}`}
      data-testid={`agent-${agent.id}`}
    >
      <div className="flex items-start gap-3">
        <Monogram name={agent.name} />
        <div className="min-w-0 flex-1">
          <h2 id={`name-${agent.id}`} className="flex flex-wrap items-center gap-2 text-14">
            <Untrusted text={agent.name} className="[overflow-wrap:anywhere]" />
            {agent.sandbox ? <SandboxLabel /> : null}
            {paused ? (
              <span className="pill bg-warn-bg text-warn">
                <Pause size={12} aria-hidden />
                {agent.pausedUntil
                  ? t('agents.pausedUntil', { clock: clock(agent.pausedUntil) })
                  : t('agents.paused')}
              </span>
            ) : null}
          </h2>
          <Seen agent={agent} />
        </div>
        {paused ? (
          <Button size="small" icon={Play} onPress={() => setAsks('resume')}>
            {t('agents.resume')}
          </Button>
        ) : (
          <Button size="small" icon={Pause} isDisabled={pause.busy} onPress={() => void stop(null)}>
            {t('agents.pause')}
          </Button>
        )}
        <ActionMenu label={t('agents.more')} entries={entries}>
          <AriaButton
            aria-label={t('agents.moreOf', { name: isolated(agent.name) })}
            className="button size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3"
          >
            <Ellipsis size={18} aria-hidden />
          </AriaButton>
        </ActionMenu>
      </div>
      {agent.lastSeen === null ? (
        <p className="mt-2 text-13 text-t2">
          <CompareCode code={agent.code} />
        </p>
      ) : null}
      <Facts agent={agent} />
      <ErrorNote error={pause.error} />
      <Confirm
        agent={agent}
        asks={asks}
        onClose={() => setAsks(null)}
        onRotated={(connected) => {
          setAsks(null);
          setRotated(connected);
        }}
      />
      <TokenDialog connected={rotated} onClose={() => setRotated(null)} />
    </article>
  );
}

const LONG_AGO_MS = 2 * 86_400_000;

function Seen({ agent }: { agent: AgentView }) {
  const now = useNow(60_000);
  const stale = agent.lastSeen !== null && now - Date.parse(agent.lastSeen) > LONG_AGO_MS;
  return (
    <p className={`text-13 ${stale ? 'text-warn' : 'text-t3'}`}>
      {agent.lastSeen ? (
        <Words
          k={stale ? 'agents.notSeen' : 'agents.seen'}
          values={{ time: <Time at={agent.lastSeen} style="ago" /> }}
        />
      ) : (
        t('agents.neverSeen')
      )}
      {' · '}
      <span className="whitespace-nowrap [font-variant-numeric:slashed-zero]">
        {t('card.key', { key: agent.key })}
      </span>
    </p>
  );
}

function Facts({ agent }: { agent: AgentView }) {
  return (
    <div className="mt-3 flex flex-col gap-1 border-t border-line pt-3 text-13 text-t2">
      <p>
        {agent.spentThisMonth.length > 0 ? (
          <>
            <Words
              k="agents.spent"
              values={{
                amounts: (
                  <span className="font-medium text-t1">
                    <MoneyList values={agent.spentThisMonth} />
                  </span>
                ),
              }}
            />
            {' · '}
          </>
        ) : null}
        {t('agents.counts', { auto: agent.auto, asked: agent.asked, denied: agent.denied })}
      </p>
      <p>
        {agent.budgets.length > 0 ? (
          <Words k="agents.under" values={{ budgets: <bdi>{agent.budgets.join(', ')}</bdi> }} />
        ) : (
          t('agents.noBudget')
        )}
      </p>
      <Claims agent={agent} />
      {agent.controlsDesktop ? (
        <p className="flex items-center gap-1.5">
          <MonitorDot size={14} strokeWidth={2} aria-hidden className="text-warn" />
          {t('agents.controls')}
        </p>
      ) : null}
      {agent.sandbox ? <p>{t('agents.sandboxMeans')}</p> : null}
    </div>
  );
}

/** What an agent says it is; its token is the only thing that anybody checked. */
function Claims({ agent }: { agent: AgentView }) {
  if (agent.claims.length === 0) return null;
  return (
    <div className="border-s-2 border-dashed border-ctl ps-3" data-testid="agent-claims">
      <p className="text-12 text-t3">{t('agents.claims')}</p>
      {agent.claims.map(({ name, said }) => (
        <p key={name} className="[overflow-wrap:anywhere]">
          {tMaybe(`agents.claim.${name}`) ?? name}: “<Untrusted text={said} limit={120} />”
        </p>
      ))}
    </div>
  );
}

type ConfirmProps = {
  agent: AgentView;
  asks: Asks;
  onClose: () => void;
  onRotated: (connected: Connected) => void;
};

/** The three things that loosen or cannot be taken back: each needs the passphrase. */
function Confirm({ agent, asks, onClose, onRotated }: ConfirmProps) {
  const resume = useAction(
    (host, pass: string) => host.resumeAgent(agent.id, pass).then(() => true),
    ['agents', 'status'],
  );
  const rotate = useAction((host, pass: string) => host.rotateAgent(agent.id, pass), ['agents']);
  const remove = useAction(
    (host, pass: string) => host.removeAgent(agent.id, pass).then(() => true),
    ['agents', 'inbox'],
  );
  const name = isolated(agent.name);
  const close = () => {
    for (const action of [resume, rotate, remove]) action.clear();
    onClose();
  };
  const done = (key: 'agents.resumed' | 'agents.removed') => (ok: boolean | null) => {
    if (!ok) return;
    announce(t(key, { name }));
    close();
  };
  return (
    <>
      <PresenceDialog
        title={t('agents.resumeTitle', { name })}
        confirm={t('agents.resume')}
        open={asks === 'resume'}
        busy={resume.busy}
        error={resume.error}
        onClose={close}
        onConfirm={(pass) => void resume.run(pass).then(done('agents.resumed'))}
      >
        {t('agents.resumeWhy')}
      </PresenceDialog>
      <PresenceDialog
        title={t('agents.rotateTitle', { name })}
        confirm={t('agents.rotate')}
        open={asks === 'rotate'}
        busy={rotate.busy}
        error={rotate.error}
        onClose={close}
        onConfirm={(pass) =>
          void rotate.run(pass).then((connected) => connected && onRotated(connected))
        }
      >
        {t('agents.rotateWhy')}
      </PresenceDialog>
      <PresenceDialog
        title={t('agents.removeTitle', { name })}
        confirm={t('agents.remove')}
        look="danger"
        open={asks === 'remove'}
        busy={remove.busy}
        error={remove.error}
        onClose={close}
        onConfirm={(pass) => void remove.run(pass).then(done('agents.removed'))}
      >
        {t('agents.removeWhy')}
      </PresenceDialog>
    </>
  );
}
