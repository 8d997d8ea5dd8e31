import { CircleAlert, CircleCheck, CircleX } from 'lucide-react';
import { Dialog as AriaDialog, Button, DialogTrigger, Popover } from 'react-aria-components';
import { t } from '@/i18n/t';
import { useAction } from '@/ipc/queries';
import type { AppStatus } from '@/ipc/types';
import { CopyButton, Button as WordButton } from './buttons';
import { Time } from './Time';

const LOOKS = {
  intact: { icon: CircleCheck, look: 'text-ok' },
  unchecked: { icon: CircleAlert, look: 'text-warn' },
  damaged: { icon: CircleX, look: 'text-bad' },
};

type LedgerBadgeProps = { ledger: AppStatus['ledger']; short?: boolean };

/** The state of the record in one word; a click says what that proves and what not. */
export function LedgerBadge({ ledger, short = false }: LedgerBadgeProps) {
  const verify = useAction((host) => host.verifyNow(), ['status']);
  const { icon: Icon, look } = LOOKS[ledger.state];
  return (
    <DialogTrigger>
      <Button data-testid="ledger-badge" data-state={ledger.state} className={`badge ${look}`}>
        <Icon size={14} strokeWidth={2} aria-hidden />
        {short ? t(`ledger.short.${ledger.state}`) : t(`ledger.state.${ledger.state}`)}
      </Button>
      <Popover placement="bottom start" className="popover w-80 p-4">
        <AriaDialog aria-label={t('ledger.title')} className="flex flex-col gap-2 outline-none">
          <p className="font-medium">{ledger.problem ?? t(`ledger.state.${ledger.state}`)}</p>
          <p className="text-13 text-t2">
            {t('ledger.entries', { count: ledger.size })}
            {ledger.checkedAt ? (
              <>
                {' · '}
                {t('ledger.checked')} <Time at={ledger.checkedAt} />
              </>
            ) : null}
          </p>
          <p className="hash text-t2">{ledger.root}</p>
          <p className="text-13 text-t2">{t('ledger.meaning')}</p>
          <div className="flex gap-2">
            <WordButton size="small" isDisabled={verify.busy} onPress={() => void verify.run(null)}>
              {t('ledger.checkNow')}
            </WordButton>
            <CopyButton text={ledger.root} />
          </div>
        </AriaDialog>
      </Popover>
    </DialogTrigger>
  );
}
