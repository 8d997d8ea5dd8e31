import { FolderOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { Radios, Segmented, Select, Switch } from '@/components/fields';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Settings } from '@/ipc/types';
import { Payer } from './Payer';
import { Rates } from './Rates';
import { VerifyRecord } from './VerifyRecord';

/** What the core accepts: from 5 to 60 seconds. */
const UNDO = ['5', '10', '30', '60'] as const;

/** Each change is saved as it is made. */
export default function SettingsScreen({ status }: ScreenProps) {
  const { settings } = status;
  const save = useAction((host, next: Settings) => host.saveSettings(next), ['settings', 'status']);
  const open = useAction((host) => host.openDataDir(), []);
  const change = (part: Partial<Settings>) => void save.run({ ...settings, ...part });
  return (
    <div data-region className="pane">
      <div className="scroll min-h-0 flex-1">
        <div className="mx-auto w-full max-w-160 pb-10">
          <ScreenHeader title={t('nav.settings')} />
          <div className="flex flex-col px-4 medium:px-5">
            <ErrorNote error={save.error} />
            <Section title={t('settings.appearance')}>
              <Segmented
                label={t('settings.theme')}
                value={settings.theme}
                onChange={(theme) => change({ theme })}
                choices={[
                  { id: 'system', label: t('settings.themes.system') },
                  { id: 'light', label: t('settings.themes.light') },
                  { id: 'dark', label: t('settings.themes.dark') },
                ]}
              />
            </Section>
            <Section title={t('settings.notifications')}>
              <Radios
                label={t('settings.privacy')}
                value={settings.privacy}
                onChange={(privacy) => change({ privacy })}
                choices={(['standard', 'private', 'full'] as const).map((id) => ({
                  id,
                  label: t(`settings.privacies.${id}`),
                  hint: t(`settings.privacyHint.${id}`),
                }))}
              />
            </Section>
            <Section title={t('settings.approvals')}>
              <Select
                label={t('settings.undo')}
                value={String(settings.undoSeconds)}
                onChange={(seconds) => change({ undoSeconds: Number(seconds) })}
                choices={withCurrent(UNDO, settings.undoSeconds).map((id) => ({
                  id,
                  label: t('time.seconds', { count: Number(id) }),
                }))}
              />
              <p className="mt-2 text-13 text-t3">{t('settings.undoWhy')}</p>
            </Section>
            <Section title={t('rates.title')}>
              <Rates />
            </Section>
            <Section title={t('payer.title')}>
              <Payer />
            </Section>
            <Section title={t('settings.keyboard')}>
              <Switch
                label={t('settings.singleKeys')}
                hint={t('settings.singleKeysHint')}
                checked={settings.singleKeys}
                onChange={(singleKeys) => change({ singleKeys })}
                testId="setting-single-keys"
              />
            </Section>
            <Section title={t('settings.data')}>
              <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
                <div className="min-w-0 flex-1 basis-60">
                  <p className="text-13 font-medium text-t2">{t('settings.folder')}</p>
                  <p className="hash" data-testid="data-dir">
                    {status.dataDir}
                  </p>
                </div>
                <Button size="small" icon={FolderOpen} onPress={() => void open.run(null)}>
                  {t('settings.open')}
                </Button>
              </div>
              <ErrorNote error={open.error} />
              <VerifyRecord ledger={status.ledger} />
            </Section>
            <Section title={t('settings.about')}>
              <dl className="facts">
                <dt>{t('settings.version')}</dt>
                <dd>{status.version}</dd>
                <dt>{t('settings.gateway')}</dt>
                <dd className="hash">{status.gatewayUrl ?? t('service.noGateway')}</dd>
                <dt>{t('settings.keys')}</dt>
                <dd>{status.keyring ? t('settings.inKeyring') : t('settings.inFile')}</dd>
              </dl>
              <p className="mt-3 text-13 text-t3">{t('settings.promise')}</p>
            </Section>
          </div>
        </div>
      </div>
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="border-b border-line py-5 last:border-0">
      <h2 className="mb-3 text-16">{title}</h2>
      {children}
    </section>
  );
}

/** A value set elsewhere that is not among the usual ones is still shown. */
function withCurrent(usual: readonly string[], current: number): string[] {
  const all = new Set([...usual, String(current)]);
  return [...all].sort((a, b) => Number(a) - Number(b));
}
