import { useEffect, useSyncExternalStore } from 'react';
import { Announcer } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { navigate } from '@/components/router';
import { Unlock } from '@/features/unlock/Unlock';
import { t } from '@/i18n/t';
import { useHost } from '@/ipc/HostContext';
import { toIpcError } from '@/ipc/host';
import { useChangedEvents, useStatus } from '@/ipc/queries';
import type { Theme } from '@/ipc/types';
import { Shell } from './Shell';

export function App() {
  const host = useHost();
  const status = useStatus();
  useChangedEvents();
  useEffect(() => host.onNavigate((to) => navigate(to)), [host]);
  useTheme(status.data?.settings.theme ?? 'system');
  return (
    <>
      {status.data ? (
        status.data.phase === 'firstRun' || status.data.phase === 'locked' ? (
          <Unlock phase={status.data.phase} dataDir={status.data.dataDir} />
        ) : (
          <Shell status={status.data} stale={status.isError} />
        )
      ) : status.isError ? (
        <main className="mx-auto flex h-full max-w-110 flex-col justify-center gap-4 p-4">
          <h1 className="text-20">{t('service.down')}</h1>
          <ErrorNote error={toIpcError(status.error)} />
          <div>
            <Button onPress={() => void status.refetch()}>{t('common.tryAgain')}</Button>
          </div>
        </main>
      ) : null}
      <Announcer />
    </>
  );
}

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function useTheme(theme: Theme) {
  const system = useSyncExternalStore(
    (listener) => {
      dark.addEventListener('change', listener);
      return () => dark.removeEventListener('change', listener);
    },
    () => (dark.matches ? 'dark' : 'light'),
  );
  useEffect(() => {
    document.documentElement.dataset.theme = theme === 'system' ? system : theme;
  }, [theme, system]);
}
