import { useEffect, useRef } from 'react';
import { Panes } from '@/components/Panes';
import { useOpened } from '@/components/purchase/lines';
import { navigate } from '@/components/router';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import { ActivityList } from './ActivityList';
import { Drawer } from './Drawer';
import { ExportButton } from './ExportButton';
import { SavedSearches } from './SavedSearches';

/** The record: find an entry, prove it, hand it on. The search is part of the address. */
export default function ActivityScreen({ route, status }: ScreenProps) {
  const text = route.query.get('q') ?? '';
  const opened = useOpened();
  const open = route.path[0] ?? null;
  const lastOpen = useRef<string | null>(open);
  useEffect(() => {
    if (open) lastOpen.current = open;
  }, [open]);
  const made = useAction((host, searched: string) => host.searched(searched), ['settings']);
  const search = (next: string) => navigate(address(null, next), 'replace');
  return (
    <Panes
      widths={{ detail: 'clamp(420px, 36vw, 560px)' }}
      detailLabel={t('activity.entry')}
      onClose={() => navigate(address(null, text))}
      list={
        <>
          <ScreenHeader
            title={t('nav.activity')}
            actions={
              <>
                <SavedSearches text={text} onSearch={search} />
                <ExportButton text={text} status={status} />
              </>
            }
          />
          <ActivityList
            text={text}
            open={open}
            returnTo={open ? null : lastOpen.current}
            opened={opened}
            status={status}
            onSearch={search}
            onOpen={(id) => {
              if (text) void made.run(text);
              navigate(address(id, text));
            }}
          />
        </>
      }
      detail={open ? <Drawer key={open} id={open} back={address(null, text)} /> : null}
    />
  );
}

function address(id: string | null, text: string): string {
  const query = text ? `?${new URLSearchParams({ q: text })}` : '';
  return `activity${id ? `/${id}` : ''}${query}`;
}
