import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '@/components/buttons';
import { ErrorNote, Notice } from '@/components/feedback';
import { PassphraseField, Radios, Switch, TextField } from '@/components/fields';
import { Dialog, DialogActions } from '@/components/overlays';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Connected } from '@/ipc/types';
import { TokenDialog } from './TokenDialog';

type ConnectAgentProps = { open: boolean; gatewayUrl: string | null; onClose: () => void };

/** Names an agent and makes its token. The careful answer about the desktop is preset. */
export function ConnectAgent({ open, gatewayUrl, onClose }: ConnectAgentProps) {
  const [connected, setConnected] = useState<Connected | null>(null);
  return (
    <>
      <Dialog title={t('agents.connect')} open={open && connected === null} onClose={onClose}>
        {gatewayUrl === null ? <Notice tone="warn" title={t('service.noGateway')} /> : null}
        <ConnectForm onClose={onClose} onConnected={setConnected} />
      </Dialog>
      <TokenDialog
        connected={connected}
        onClose={() => {
          setConnected(null);
          onClose();
        }}
      />
    </>
  );
}

type ConnectFormProps = { onClose: () => void; onConnected: (connected: Connected) => void };

function ConnectForm({ onClose, onConnected }: ConnectFormProps) {
  const [name, setName] = useState('');
  const [controls, setControls] = useState<'yes' | 'no'>('yes');
  const [sandbox, setSandbox] = useState(false);
  const [passphrase, setPassphrase] = useState('');
  const [asked, setAsked] = useState(false);
  const connect = useAction(
    (host, input: Parameters<typeof host.connectAgent>[0]) => host.connectAgent(input),
    ['agents'],
  );
  const nameMissing = asked && name.trim() === '';
  useEffect(() => setAsked(false), []);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() === '' || passphrase === '') return;
    const answer = await connect.run({
      name: name.trim(),
      controlsDesktop: controls === 'yes',
      sandbox,
      passphrase,
    });
    if (answer) onConnected(answer);
  };
  const { error } = connect;
  const wrong = error?.code === 'wrong_passphrase';
  const onName = error?.field === 'name';
  return (
    <form className="flex flex-col gap-5" onSubmit={(event) => void submit(event)} noValidate>
      <TextField
        label={t('agents.name')}
        hint={t('agents.nameHint')}
        error={
          nameMissing ? t('agents.nameMissing') : onName ? `${error.message} ${error.hint}` : null
        }
        value={name}
        onChange={setName}
        testId="agent-name"
        maxLength={60}
        autoFocus
      />
      <Radios
        label={t('agents.controlsQuestion')}
        value={controls}
        onChange={setControls}
        choices={[
          { id: 'yes', label: t('agents.controlsYes'), hint: t('agents.controlsYesHint') },
          { id: 'no', label: t('agents.controlsNo'), hint: t('agents.controlsNoHint') },
        ]}
      />
      <Switch
        label={t('agents.sandbox')}
        hint={t('agents.sandboxMeans')}
        checked={sandbox}
        onChange={setSandbox}
        testId="agent-sandbox"
      />
      <PassphraseField
        label={t('common.passphrase')}
        value={passphrase}
        onChange={setPassphrase}
        testId="agent-passphrase"
        error={
          wrong
            ? t('errors.wrong_passphrase.message')
            : asked && !passphrase
              ? t('card.missing.passphrase')
              : null
        }
      />
      {wrong || onName ? null : <ErrorNote error={error} />}
      <DialogActions>
        <Button onPress={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" isDisabled={connect.busy} data-testid="agent-submit">
          {t('agents.connectShort')}
        </Button>
      </DialogActions>
    </form>
  );
}
