import { useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { Button, CopyButton } from '@/components/buttons';
import { Notice } from '@/components/feedback';
import { Dialog, DialogActions } from '@/components/overlays';
import { isolated } from '@/components/Untrusted';
import { t } from '@/i18n/t';
import type { Connected } from '@/ipc/types';
import { CompareCode } from './CompareCode';

/** The only time a token is shown. A click beside this sheet does not close it. */
export function TokenDialog({
  connected,
  onClose,
}: {
  connected: Connected | null;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={connected ? t('agents.connected', { name: isolated(connected.agent.name) }) : ''}
      open={connected !== null}
      onClose={onClose}
      width="wide"
      role="alertdialog"
    >
      {connected ? <Body connected={connected} onClose={onClose} /> : null}
    </Dialog>
  );
}

function Body({ connected, onClose }: { connected: Connected; onClose: () => void }) {
  const { token, snippets } = connected;
  const [shown, setShown] = useState(snippets[0]?.id ?? '');
  return (
    <div className="flex flex-col gap-4">
      <Notice tone="warn" title={t('agents.once')}>
        {t('agents.onceWhy')}
      </Notice>
      <div>
        <div className="flex items-center justify-between gap-2">
          <h3 className="field-label">{t('agents.token')}</h3>
          <CopyButton text={token} label={t('agents.copyToken')} />
        </div>
        <p data-testid="agent-token" className="code mt-1 select-all">
          {token}
        </p>
      </div>
      <p className="text-13 text-t2">
        <CompareCode code={connected.agent.code} />
      </p>
      {snippets.length > 0 ? (
        <Tabs selectedKey={shown} onSelectionChange={(key) => setShown(String(key))}>
          <TabList
            aria-label={t('agents.configuration')}
            className="flex gap-4 overflow-x-auto border-b border-line"
          >
            {snippets.map((snippet) => (
              <Tab key={snippet.id} id={snippet.id} className="tab">
                {snippet.label}
              </Tab>
            ))}
          </TabList>
          {snippets.map((snippet) => (
            <TabPanel key={snippet.id} id={snippet.id} className="pt-2">
              <div className="flex justify-end">
                <CopyButton text={snippet.text} />
              </div>
              <pre
                role="region"
                // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
                tabIndex={0}
                className="code mt-1 max-h-56"
                aria-label={snippet.label}
              >
                {snippet.text}
              </pre>
            </TabPanel>
          ))}
        </Tabs>
      ) : null}
      <DialogActions>
        <Button look="primary" onPress={onClose} data-testid="agent-token-done">
          {t('agents.saved')}
        </Button>
      </DialogActions>
    </div>
  );
}
