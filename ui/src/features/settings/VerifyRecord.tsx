import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button, CopyButton } from '@/components/buttons';
import { ErrorNote, Notice } from '@/components/feedback';
import { Time } from '@/components/Time';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { AppStatus, VerifyView } from '@/ipc/types';

/** Checks every hash and signature of the record and says what it found. */
export function VerifyRecord({ ledger }: { ledger: AppStatus['ledger'] }) {
  const [result, setResult] = useState<VerifyView | null>(null);
  const verify = useAction((host) => host.verifyNow(), ['status']);
  const run = async () => {
    const found = await verify.run(null);
    if (!found) return;
    setResult(found);
    announce(
      t(found.ok ? 'ledger.state.intact' : 'ledger.state.damaged'),
      found.ok ? 'polite' : 'assertive',
    );
  };
  return (
    <div className="mt-4 flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="text-13 font-medium text-t2">{t('settings.record')}</p>
          <p>
            {t('ledger.entries', { count: ledger.size })}
            {ledger.checkedAt ? (
              <span className="text-t2">
                {' · '}
                {t('ledger.checked')} <Time at={ledger.checkedAt} />
              </span>
            ) : null}
          </p>
        </div>
        <Button
          size="small"
          icon={ShieldCheck}
          isDisabled={verify.busy}
          onPress={() => void run()}
          data-testid="verify-now"
        >
          {verify.busy ? t('settings.verifying') : t('settings.verify')}
        </Button>
      </div>
      <ErrorNote error={verify.error} />
      {result ? (
        <div data-testid="verify-result" data-ok={result.ok}>
          <Notice
            tone={result.ok ? 'info' : 'bad'}
            title={
              result.ok
                ? t('settings.verified', { count: result.entries })
                : (result.problem?.text ?? t('ledger.state.damaged'))
            }
          >
            <p>{result.ok ? t('ledger.meaning') : t('ledger.noTrust')}</p>
            <p className="mt-1 flex items-center gap-1">
              <span className="hash min-w-0 truncate">{result.root}</span>
              <CopyButton text={result.root} />
            </p>
          </Notice>
        </div>
      ) : null}
    </div>
  );
}
