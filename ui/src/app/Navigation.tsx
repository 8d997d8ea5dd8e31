import {
  Bot,
  ChartColumn,
  ChartPie,
  Ellipsis,
  Inbox as InboxIcon,
  Landmark,
  type LucideIcon,
  ScrollText,
  Search,
  Settings as SettingsIcon,
} from 'lucide-react';
import { Button } from 'react-aria-components';
import { modName } from '@/components/keys';
import { LedgerBadge } from '@/components/LedgerBadge';
import { Logo } from '@/components/Logo';
import { ActionMenu } from '@/components/overlays';
import { PauseButton } from '@/components/pause';
import { href, navigate, type Route, type Screen } from '@/components/router';
import { t } from '@/i18n/t';
import type { AppStatus } from '@/ipc/types';
import { PinnedSearches } from './PinnedSearches';
import type { Overlay } from './Shell';

const ICONS: Record<Screen, LucideIcon> = {
  inbox: InboxIcon,
  activity: ScrollText,
  budgets: ChartPie,
  agents: Bot,
  reports: ChartColumn,
  statements: Landmark,
  settings: SettingsIcon,
};
const MAIN: readonly Screen[] = ['inbox', 'activity', 'budgets', 'agents', 'reports', 'statements'];
/** What stands in the bar of a narrow window; the rest is behind its last place. */
const BAR: readonly Screen[] = ['inbox', 'activity', 'budgets', 'reports'];
const MORE: readonly Screen[] = ['agents', 'statements', 'settings'];

type NavigationProps = {
  status: AppStatus;
  route: Route;
  onOverlay: (overlay: Overlay) => void;
};

export function Sidebar({ status, route, onOverlay }: NavigationProps) {
  return (
    <nav
      aria-label={t('nav.label')}
      data-region
      className="flex w-[200px] shrink-0 flex-col border-e border-line bg-canvas p-3"
    >
      <div className="flex h-9 items-center gap-2 px-2">
        <Logo size={20} />
        <span className="text-14 font-semibold">Counterfoil</span>
      </div>
      <button type="button" onClick={() => onOverlay('palette')} className="jump mt-2">
        <Search size={16} strokeWidth={1.75} aria-hidden />
        <span className="flex-1 text-start">{t('nav.jump')}</span>
        <span className="kbd">{modName} K</span>
      </button>
      <ul className="mt-3 flex flex-col gap-0.5">
        {MAIN.map((screen) => (
          <li key={screen}>
            <NavLink screen={screen} route={route} waiting={status.waiting} />
            {screen === 'activity' ? <PinnedSearches current={route.query.get('q')} /> : null}
          </li>
        ))}
      </ul>
      <div className="mt-auto flex flex-col gap-0.5">
        <div className="px-2 pb-2">
          <LedgerBadge ledger={status.ledger} />
        </div>
        <PauseButton
          paused={status.paused !== null}
          onResume={() => onOverlay('resume')}
          look="row"
        />
        <NavLink screen="settings" route={route} waiting={0} />
        <ServiceLine status={status} />
      </div>
    </nav>
  );
}

export function Rail({ status, route, onOverlay }: NavigationProps) {
  return (
    <nav
      aria-label={t('nav.label')}
      data-region
      className="flex w-14 shrink-0 flex-col items-center border-e border-line bg-canvas py-3"
    >
      <Logo size={24} />
      <ul className="mt-4 flex flex-col gap-1">
        {MAIN.map((screen) => (
          <li key={screen}>
            <NavLink screen={screen} route={route} waiting={status.waiting} look="rail" />
          </li>
        ))}
      </ul>
      <div className="mt-auto flex flex-col items-center gap-1">
        <PauseButton
          paused={status.paused !== null}
          onResume={() => onOverlay('resume')}
          look="icon"
        />
        <NavLink screen="settings" route={route} waiting={0} look="rail" />
      </div>
    </nav>
  );
}

export function BottomBar({ status, route }: NavigationProps) {
  return (
    <nav
      aria-label={t('nav.label')}
      data-region
      className="shrink-0 border-t border-line bg-surface"
    >
      <ul className="grid grid-cols-5">
        {BAR.map((screen) => (
          <li key={screen}>
            <NavLink screen={screen} route={route} waiting={status.waiting} look="bar" />
          </li>
        ))}
        <li>
          <More route={route} />
        </li>
      </ul>
    </nav>
  );
}

function More({ route }: { route: Route }) {
  const here = MORE.includes(route.screen);
  return (
    <ActionMenu
      label={t('nav.more')}
      entries={MORE.map((screen) => ({
        id: screen,
        label: t(`nav.${screen}`),
        icon: ICONS[screen],
        onAction: () => navigate(screen),
      }))}
    >
      <Button
        className={`nav-link nav-bar w-full ${here ? 'nav-here' : ''}`}
        data-testid="nav-more"
        {...(here ? { 'aria-label': `${t('nav.more')}: ${t(`nav.${route.screen}`)}` } : {})}
      >
        <Ellipsis size={20} strokeWidth={1.75} aria-hidden className="shrink-0" />
        <span className="truncate">{here ? t(`nav.${route.screen}`) : t('nav.more')}</span>
      </Button>
    </ActionMenu>
  );
}

type NavLinkProps = {
  screen: Screen;
  route: Route;
  waiting: number;
  look?: 'row' | 'rail' | 'bar';
};

function NavLink({ screen, route, waiting, look = 'row' }: NavLinkProps) {
  const Icon = ICONS[screen];
  const count = screen === 'inbox' && waiting > 0 ? waiting : null;
  return (
    <a
      href={href(screen)}
      aria-current={route.screen === screen ? 'page' : undefined}
      data-testid={`nav-${screen}`}
      className={`nav-link nav-${look}`}
      {...(look === 'rail' ? { title: t(`nav.${screen}`) } : {})}
    >
      <Icon size={look === 'row' ? 16 : 20} strokeWidth={1.75} aria-hidden className="shrink-0" />
      <span className={look === 'rail' ? 'sr-only' : 'truncate'}>{t(`nav.${screen}`)}</span>
      {count === null ? null : (
        <span className="nav-count">
          <span aria-hidden>{count}</span>
          <span className="sr-only">{t('inbox.waiting', { count })}</span>
        </span>
      )}
    </a>
  );
}

function ServiceLine({ status }: { status: AppStatus }) {
  const running = status.gatewayUrl !== null;
  return (
    <p className="flex items-center gap-2 px-2 pt-2 text-12 text-t3">
      <span
        aria-hidden
        className={`size-2 rounded-full ${running ? 'bg-ok' : 'border-2 border-bad'}`}
      />
      {running ? t('service.running') : t('service.noGateway')}
    </p>
  );
}
