import { Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components';
import { announce } from '@/components/announcer';
import { usePauseAll } from '@/components/pause';
import { navigate } from '@/components/router';
import { isolated } from '@/components/Untrusted';
import { locale } from '@/i18n/locale';
import { t } from '@/i18n/t';
import { useHost } from '@/ipc/HostContext';
import { useActivity, useAgents, useBudgets, useInbox } from '@/ipc/queries';
import { moneyText } from '@/money/money';
import { type Command, matching } from './fuzzy';
import type { Overlay } from './Shell';

type PaletteProps = {
  open: boolean;
  paused: boolean;
  onClose: () => void;
  onOverlay: (overlay: Overlay) => void;
};

/** Goes anywhere and pauses anything. It opens requests; it cannot decide one. */
export function Palette({ open, onClose, ...rest }: PaletteProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => next || onClose()}
      isDismissable
      className="scrim items-start pt-[12vh]"
    >
      <Modal className="sheet max-w-[560px]">
        <AriaDialog aria-label={t('palette.title')} className="flex min-h-0 flex-col outline-none">
          <PaletteBody {...rest} onClose={onClose} />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function PaletteBody({ paused, onClose, onOverlay }: Omit<PaletteProps, 'open'>) {
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const commands = useCommands(text, paused, onOverlay);
  const found = useMemo(() => matching(commands, text), [commands, text]);
  const current = found[Math.min(active, found.length - 1)];
  const choose = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((index) => Math.min(index + 1, found.length - 1));
    else if (event.key === 'ArrowUp') setActive((index) => Math.max(index - 1, 0));
    else if (event.key === 'Enter' && !event.repeat) choose(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search size={18} strokeWidth={1.75} aria-hidden className="text-t2" />
        <input
          // biome-ignore lint/a11y/noAutofocus: the palette is opened to be typed into
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls="palette-list"
          aria-activedescendant={current ? `palette-${current.id}` : undefined}
          aria-label={t('palette.title')}
          placeholder={t('palette.placeholder')}
          data-testid="palette"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          className="h-13 w-full bg-transparent text-16 outline-none placeholder:text-t3"
        />
      </div>
      <div
        id="palette-list"
        ref={list}
        role="listbox"
        aria-label={t('palette.title')}
        className="scroll max-h-[50vh] min-h-0 p-2"
      >
        {found.map((command, index) => (
          <div key={command.id}>
            {command.group === found[index - 1]?.group ? null : (
              <p role="presentation" className="px-2 pt-2 pb-1 text-12 font-medium text-t3">
                {command.group}
              </p>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keys */}
            <div
              id={`palette-${command.id}`}
              role="option"
              aria-selected={command === current}
              onClick={() => choose(command)}
              onPointerMove={() => setActive(index)}
              className="menu-item"
              {...(command === current ? { 'data-active': true } : {})}
            >
              <bdi className="min-w-0 flex-1 truncate">{command.label}</bdi>
              {command.hint ? (
                <span className="shrink-0 text-12 text-t3">{command.hint}</span>
              ) : null}
            </div>
          </div>
        ))}
        {found.length === 0 ? (
          <p className="px-2 py-6 text-center text-t2">{t('palette.none')}</p>
        ) : null}
      </div>
    </>
  );
}

function useCommands(
  text: string,
  paused: boolean,
  onOverlay: (overlay: Overlay) => void,
): Command[] {
  const host = useHost();
  const pause = usePauseAll();
  const agents = useAgents().data ?? [];
  const budgets = useBudgets().data ?? [];
  const waiting = useInbox().data?.waiting ?? [];
  const entries = useActivity(text.trim().length > 2 ? text.trim() : '').data?.pages[0]?.rows ?? [];
  const go = (to: string) => () => navigate(to);
  const actions = t('palette.actions');
  const places = t('palette.goTo');
  const pauseAgent = (id: string, name: string) => {
    void host.pauseAgent(id, null).then(() => announce(t('agents.nowPaused', { name })));
  };
  return [
    ...(paused
      ? [{ id: 'resume', group: actions, label: t('pause.resume'), run: () => onOverlay('resume') }]
      : [{ id: 'pause', group: actions, label: t('pause.all'), run: () => void pause(null) }]),
    ...agents
      .filter((agent) => agent.state === 'active')
      .map((agent) => ({
        id: `pause-${agent.id}`,
        group: actions,
        label: t('palette.pauseAgent', { name: agent.name }),
        run: () => pauseAgent(agent.id, agent.name),
      })),
    { id: 'new-budget', group: actions, label: t('budgets.create'), run: go('budgets/new') },
    { id: 'connect', group: actions, label: t('agents.connect'), run: go('agents/connect') },
    { id: 'keys', group: actions, label: t('keys.title'), run: () => onOverlay('keys') },
    ...waiting.map((row) => ({
      id: row.id,
      group: t('palette.requests'),
      label: `${moneyText(row.amount, locale())} · ${isolated(row.merchantName)}`,
      hint: row.agentName,
      run: go(`inbox/${row.id}`),
    })),
    { id: 'go-inbox', group: places, label: t('nav.inbox'), run: go('inbox') },
    { id: 'go-activity', group: places, label: t('nav.activity'), run: go('activity') },
    { id: 'go-budgets', group: places, label: t('nav.budgets'), run: go('budgets') },
    { id: 'go-agents', group: places, label: t('nav.agents'), run: go('agents') },
    { id: 'go-settings', group: places, label: t('nav.settings'), run: go('settings') },
    ...budgets.map((budget) => ({
      id: budget.id,
      group: places,
      label: `${t('nav.budgets')} › ${budget.name}`,
      run: go(`budgets/${budget.id}`),
    })),
    ...(text.trim().length > 2 ? entries.slice(0, 6) : []).map((row) => ({
      id: `entry-${row.id}`,
      group: t('palette.entries'),
      label: `${isolated(row.merchantName)} ${moneyText(row.amount, locale())}`,
      hint: row.agentName,
      always: true,
      run: go(`activity/${row.id}`),
    })),
  ];
}
