import { lazy, Suspense, useEffect, useState } from 'react';
import { Skeleton } from '@/components/feedback';
import { useLayout } from '@/components/layout';
import { ResumeDialog } from '@/components/pause';
import { type Route, type Screen, useRoute } from '@/components/router';
import { t } from '@/i18n/t';
import type { AppStatus } from '@/ipc/types';
import { useArrivals } from './arrivals';
import { Banners } from './Banners';
import { KeyboardMap } from './KeyboardMap';
import { BottomBar, Rail, Sidebar } from './Navigation';
import { Palette } from './Palette';
import { useShortcuts } from './shortcuts';

const SCREENS = {
  inbox: lazy(() => import('@/features/inbox/InboxScreen')),
  activity: lazy(() => import('@/features/activity/ActivityScreen')),
  budgets: lazy(() => import('@/features/budgets/BudgetsScreen')),
  agents: lazy(() => import('@/features/agents/AgentsScreen')),
  reports: lazy(() => import('@/features/reports/ReportsScreen')),
  statements: lazy(() => import('@/features/statements/StatementsScreen')),
  settings: lazy(() => import('@/features/settings/SettingsScreen')),
};

export type Overlay = 'palette' | 'keys' | 'resume' | null;

/** The frame around every screen: navigation, banners, overlays and the global keys. */
export function Shell({ status, stale }: { status: AppStatus; stale: boolean }) {
  const layout = useLayout();
  const route = useRoute();
  const [overlay, setOverlay] = useState<Overlay>(null);
  useShortcuts(status.settings.singleKeys, overlay, setOverlay);
  useScreenTitle(route.screen, status.waiting);
  useArrivals();
  const Screen = SCREENS[route.screen];
  const open = { status, route, onOverlay: setOverlay };
  const cardFillsWindow = layout === 'compact' && opensDetail(route);
  return (
    <div className="flex h-full flex-col">
      <Banners status={status} stale={stale} onResume={() => setOverlay('resume')} />
      <div className="flex min-h-0 flex-1">
        {layout === 'wide' ? <Sidebar {...open} /> : null}
        {layout === 'medium' ? <Rail {...open} /> : null}
        <main
          className="relative flex min-h-0 min-w-0 flex-1 flex-col"
          aria-label={t(`nav.${route.screen}`)}
        >
          {cardFillsWindow ? <h1 className="sr-only">{t(`nav.${route.screen}`)}</h1> : null}
          <Suspense fallback={<Skeleton rows={6} height={72} />}>
            <Screen
              route={route}
              status={status}
              onPalette={() => setOverlay('palette')}
              onResume={() => setOverlay('resume')}
            />
          </Suspense>
        </main>
      </div>
      {layout === 'compact' && !cardFillsWindow ? <BottomBar {...open} /> : null}
      <Palette
        open={overlay === 'palette'}
        paused={status.paused !== null}
        onClose={() => setOverlay(null)}
        onOverlay={setOverlay}
      />
      <KeyboardMap open={overlay === 'keys'} onClose={() => setOverlay(null)} />
      <ResumeDialog open={overlay === 'resume'} onClose={() => setOverlay(null)} />
    </div>
  );
}

/** In one column an opened request, entry or budget takes the whole window. */
function opensDetail({ screen, path }: Route): boolean {
  if (screen === 'inbox') return path[0]?.startsWith('pur_') ?? false;
  return (screen === 'activity' || screen === 'budgets') && path.length > 0;
}

function useScreenTitle(screen: Screen, waiting: number) {
  useEffect(() => {
    const name = t(`nav.${screen}`);
    document.title = waiting > 0 ? `(${waiting}) ${name} · Counterfoil` : `${name} · Counterfoil`;
  }, [screen, waiting]);
}
