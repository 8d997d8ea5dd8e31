import { FolderClosed, KeyRound, ShieldAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { PassphraseField } from '@/components/fields';
import { Logo } from '@/components/Logo';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { Tag } from '@/ipc/types';

const EVERYTHING: Tag[] = ['status', 'inbox', 'activity', 'budgets', 'agents', 'settings'];
const MIN_LENGTH = 8;

/** Before anything is shown: make the passphrase, or give it. */
export function Unlock({ phase, dataDir }: { phase: 'firstRun' | 'locked'; dataDir: string }) {
  return (
    <main className="scroll h-full">
      <div className="mx-auto flex min-h-full w-full max-w-100 flex-col justify-center gap-6 px-4 py-8">
        <div className="flex items-center gap-3">
          <Logo size={36} />
          <span className="text-20 font-semibold">Counterfoil</span>
        </div>
        {phase === 'firstRun' ? <FirstRun /> : <Locked />}
        <p className="flex items-start gap-2 text-12 text-t3">
          <FolderClosed size={14} strokeWidth={1.75} aria-hidden className="mt-px shrink-0" />
          <span className="[overflow-wrap:anywhere]">{t('unlock.folder', { path: dataDir })}</span>
        </p>
      </div>
    </main>
  );
}

function FirstRun() {
  const [first, setFirst] = useState('');
  const [again, setAgain] = useState('');
  const [asked, setAsked] = useState(false);
  const create = useAction((host, passphrase: string) => host.initialise(passphrase), EVERYTHING);
  const tooShort = [...first].length < MIN_LENGTH;
  const differ = first !== again;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!tooShort && !differ) void create.run(first);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
      <div>
        <h1 className="text-24">{t('unlock.firstTitle')}</h1>
        <p className="mt-1 text-t2">{t('unlock.firstLead')}</p>
      </div>
      <ul className="flex flex-col gap-3 rounded-8 bg-s2 p-3 text-13 text-t2">
        <Fact icon={<KeyRound size={16} strokeWidth={1.75} aria-hidden />}>
          {t('unlock.protects')}
        </Fact>
        <Fact icon={<ShieldAlert size={16} strokeWidth={1.75} aria-hidden />}>
          {t('unlock.noRecovery')}
        </Fact>
      </ul>
      <PassphraseField
        label={t('unlock.newPassphrase')}
        hint={t('unlock.rule', { count: MIN_LENGTH })}
        error={asked && tooShort ? t('unlock.tooShort', { count: MIN_LENGTH }) : null}
        value={first}
        onChange={setFirst}
        testId="first-passphrase"
        autoComplete="new-password"
        autoFocus
      />
      <PassphraseField
        label={t('unlock.again')}
        error={asked && !tooShort && differ ? t('unlock.differ') : null}
        value={again}
        onChange={setAgain}
        testId="first-passphrase-again"
        autoComplete="new-password"
      />
      <ErrorNote error={create.error} />
      <Button type="submit" look="primary" isDisabled={create.busy} data-testid="first-submit" wide>
        {create.busy ? t('unlock.creating') : t('unlock.create')}
      </Button>
    </form>
  );
}

function Locked() {
  const [passphrase, setPassphrase] = useState('');
  const unlock = useAction((host, text: string) => host.unlock(text), EVERYTHING);
  const wrong = unlock.error?.code === 'wrong_passphrase';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase) void unlock.run(passphrase);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5" noValidate>
      <div>
        <h1 className="text-24">{t('unlock.title')}</h1>
        <p className="mt-1 text-t2">{t('unlock.lead')}</p>
      </div>
      <PassphraseField
        label={t('common.passphrase')}
        value={passphrase}
        onChange={(text) => {
          setPassphrase(text);
          unlock.clear();
        }}
        testId="unlock-passphrase"
        error={wrong ? t('errors.wrong_passphrase.message') : null}
        autoFocus
      />
      {wrong ? null : <ErrorNote error={unlock.error} />}
      <Button
        type="submit"
        look="primary"
        isDisabled={unlock.busy || !passphrase}
        data-testid="unlock-submit"
        wide
      >
        {unlock.busy ? t('unlock.unlocking') : t('unlock.unlock')}
      </Button>
    </form>
  );
}

function Fact({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <span className="mt-0.5 shrink-0">{icon}</span>
      <span>{children}</span>
    </li>
  );
}
