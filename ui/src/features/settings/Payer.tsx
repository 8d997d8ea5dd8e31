import { Check, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button, CopyButton } from '@/components/buttons';
import { ErrorNote, Notice, Skeleton } from '@/components/feedback';
import { PassphraseField } from '@/components/fields';
import { PresenceDialog } from '@/components/PresenceDialog';
import { t, Words } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useAction, usePayer } from '@/ipc/queries';
import type { NetworkView, PayerView } from '@/ipc/types';
import { MoneyList } from '@/money/Money';

/** The account that x402 payments are paid from, and where agents may pay. */
export function Payer() {
  const payer = usePayer();
  if (payer.isError) return <ErrorNote error={toIpcError(payer.error)} />;
  if (!payer.data) return <Skeleton rows={1} height={60} />;
  return (
    <div className="flex flex-col gap-3" data-testid="payer">
      <p className="text-13 text-t2">{t('payer.why')}</p>
      <Notice tone="warn" title={t('payer.risk')} />
      {payer.data.address ? (
        <Account view={payer.data} address={payer.data.address} />
      ) : (
        <NoAccount />
      )}
      <Networks networks={payer.data.networks} />
    </div>
  );
}

function Account({ view, address }: { view: PayerView; address: string }) {
  const { paid, held } = view;
  return (
    <div className="panel flex flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-13 font-medium text-t2">{t('payer.address')}</p>
          <p className="hash" data-testid="payer-address">
            {address}
          </p>
        </div>
        <CopyButton text={address} label={t('payer.copyAddress')} />
      </div>
      <dl className="facts">
        <dt>{t('payer.used')}</dt>
        <dd data-testid="payer-used">
          {paid.length === 0 && held.length === 0 ? t('payer.nothing') : null}
          {paid.length > 0 ? (
            <Words k="payer.paid" values={{ amounts: <MoneyList values={paid} /> }} />
          ) : null}
          {paid.length > 0 && held.length > 0 ? ' · ' : null}
          {held.length > 0 ? (
            <Words k="payer.held" values={{ amounts: <MoneyList values={held} /> }} />
          ) : null}
        </dd>
      </dl>
      <p className="text-13 text-t3">
        {t('payer.balance')} {t('payer.imported')}
      </p>
    </div>
  );
}

function NoAccount() {
  const [open, setOpen] = useState<'make' | 'import' | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <p>{t('payer.none')}</p>
      <div className="flex flex-wrap gap-2">
        <Button size="small" icon={Plus} onPress={() => setOpen('make')} data-testid="payer-make">
          {t('payer.make')}
        </Button>
        <Button
          size="small"
          look="quiet"
          icon={KeyRound}
          onPress={() => setOpen('import')}
          data-testid="payer-import"
        >
          {t('payer.import')}
        </Button>
      </div>
      <AccountDialog kind="make" open={open === 'make'} onClose={close} />
      <AccountDialog kind="import" open={open === 'import'} onClose={close} />
    </>
  );
}

type AccountDialogProps = { kind: 'make' | 'import'; open: boolean; onClose: () => void };

function AccountDialog({ kind, open, onClose }: AccountDialogProps) {
  const [key, setKey] = useState('');
  const action = useAction(
    (host, passphrase: string) =>
      host.setPayer({ key: kind === 'import' ? key : null, passphrase }),
    ['settings'],
  );
  const close = () => {
    action.clear();
    setKey('');
    onClose();
  };
  const run = async (passphrase: string) => {
    const view = await action.run(passphrase);
    if (!view?.address) return;
    announce(t('payer.done', { address: view.address }));
    close();
  };
  const wrongKey = action.error?.field === 'key' ? action.error.message : null;
  return (
    <PresenceDialog
      title={t(`payer.${kind}Title`)}
      confirm={t(`payer.${kind}Confirm`)}
      open={open}
      busy={action.busy}
      error={wrongKey ? null : action.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      <div className="flex flex-col gap-3">
        <p>{t(`payer.${kind}Why`)}</p>
        {kind === 'import' ? (
          <PassphraseField
            label={t('payer.key')}
            value={key}
            onChange={setKey}
            hint={t('payer.keyHint')}
            error={wrongKey}
            autoComplete="off"
            testId="payer-key"
          />
        ) : null}
      </div>
    </PresenceDialog>
  );
}

function Networks({ networks }: { networks: NetworkView[] }) {
  const [asked, setAsked] = useState<NetworkView | null>(null);
  const off = useAction(
    (host, network: string) => host.setNetwork({ network, passphrase: null }),
    ['settings'],
  );
  const on = useAction(
    (host, change: { network: string; passphrase: string }) => host.setNetwork(change),
    ['settings'],
  );
  const turn = async (network: NetworkView) => {
    if (!network.on) {
      setAsked(network);
      return;
    }
    if (await off.run(network.id)) announce(t('payer.isOff', { network: network.name }));
  };
  const close = () => {
    on.clear();
    setAsked(null);
  };
  const confirm = async (network: NetworkView, passphrase: string) => {
    if (!(await on.run({ network: network.id, passphrase }))) return;
    announce(t('payer.isOn', { network: network.name }));
    close();
  };
  const sorted = [...networks].sort((a, b) => Number(a.realMoney) - Number(b.realMoney));
  return (
    <section aria-labelledby="payer-networks">
      <h3 id="payer-networks" className="mb-1 text-13 font-medium text-t2">
        {t('payer.networks')}
      </h3>
      <ul className="networks">
        {sorted.map((network) => (
          <li key={network.id} data-testid={`network-${network.id}`}>
            <span className="min-w-0 flex-1">
              <span className="block">{network.name}</span>
              <span className="block text-13 text-t3">
                {t(network.realMoney ? 'payer.real' : 'payer.test')}
              </span>
            </span>
            {network.on ? (
              <span className="pill bg-ok-bg text-ok">
                <Check size={12} strokeWidth={2} aria-hidden />
                {t('payer.on')}
              </span>
            ) : (
              <span className="pill bg-s2 text-t2">{t('payer.off')}</span>
            )}
            <Button
              size="small"
              isDisabled={off.busy}
              onPress={() => void turn(network)}
              aria-label={t(network.on ? 'payer.turnOffOf' : 'payer.turnOnOf', {
                network: network.name,
              })}
            >
              {t(network.on ? 'payer.turnOff' : 'payer.turnOn')}
            </Button>
          </li>
        ))}
      </ul>
      <ErrorNote error={off.error} />
      <PresenceDialog
        title={t('payer.onTitle', { network: asked?.name ?? '' })}
        confirm={t('payer.onConfirm')}
        open={asked !== null}
        busy={on.busy}
        error={on.error}
        onClose={close}
        onConfirm={(passphrase) => asked && void confirm(asked, passphrase)}
      >
        {t(asked?.realMoney ? 'payer.onReal' : 'payer.onTest', { network: asked?.name ?? '' })}
      </PresenceDialog>
    </section>
  );
}
