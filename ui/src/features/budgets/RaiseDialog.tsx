import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Select } from '@/components/fields';
import { PresenceDialog } from '@/components/PresenceDialog';
import { useNow } from '@/components/Time';
import { t, tMaybe, Words } from '@/i18n/t';
import { shortDate, windowKey } from '@/i18n/time';
import { useAction } from '@/ipc/queries';
import type { Budget } from '@/ipc/types';
import { Money } from '@/money/Money';
import { fromMinor, normaliseTyped, toMinor } from '@/money/money';
import { AmountField } from './AmountField';
import { scaleFor, stepFrom } from './scale';

/** Lets one period go over its limit, once. The limit itself stays as it is. */
export function RaiseDialog({
  budget,
  open,
  onClose,
}: {
  budget: Budget;
  open: boolean;
  onClose: () => void;
}) {
  const now = useNow(60_000);
  const [window, setWindow] = useState(budget.periods[0]?.window ?? 'month');
  const [amount, setAmount] = useState('');
  const period = budget.periods.find((known) => known.window === window);
  const scale = scaleFor(budget.exponent, []);
  const plain = normaliseTyped(amount, budget.exponent);
  const minor = plain === null ? null : toMinor(plain, budget.exponent);
  const raise = useAction(
    (host, passphrase: string) =>
      host.raiseBudget({ id: budget.id, window, amount: plain ?? amount, passphrase }),
    ['budgets', 'inbox'],
  );
  const close = () => {
    setAmount('');
    raise.clear();
    onClose();
  };
  const run = async (passphrase: string) => {
    if (!(await raise.run(passphrase))) return;
    announce(t('raise.done', { name: budget.name }));
    close();
  };
  const step = (direction: 1 | -1) =>
    setAmount(fromMinor(stepFrom(scale, minor ?? 0n, direction), budget.exponent));
  return (
    <PresenceDialog
      title={t('raise.title', { name: budget.name })}
      confirm={t('raise.confirm')}
      open={open}
      busy={raise.busy}
      error={raise.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      <div className="flex flex-col gap-4">
        <p>
          {period?.endsAt
            ? t('raise.whyUntil', { date: shortDate(period.endsAt, now) })
            : t('raise.why')}
        </p>
        <div className="flex flex-wrap gap-3 *:min-w-32 *:flex-1">
          <AmountField
            label={t('raise.amount')}
            value={amount}
            onChange={setAmount}
            onStep={step}
            unit={budget.currency}
            placeholder="20.00"
            error={raise.error?.field === 'amount' ? raise.error.message : null}
            testId="raise-amount"
          />
          {budget.periods.length > 1 ? (
            <Select
              label={t('budgets.period')}
              value={window}
              onChange={setWindow}
              choices={budget.periods.map(({ window: id }) => ({
                id,
                label: tMaybe(`budgets.window.${windowKey(id)}`) ?? id,
              }))}
            />
          ) : null}
        </div>
        {period && minor !== null && minor > 0n ? (
          <p className="text-13">
            <Words
              k="raise.result"
              values={{
                amount: (
                  <Money
                    value={{
                      amount: fromMinor(minor, budget.exponent),
                      currency: budget.currency,
                      exponent: budget.exponent,
                    }}
                  />
                ),
                max: <Money value={period.max} />,
              }}
            />
          </p>
        ) : null}
      </div>
    </PresenceDialog>
  );
}
