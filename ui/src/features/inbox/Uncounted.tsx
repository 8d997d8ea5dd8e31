import { CircleSlash } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/buttons';
import { RateDialog } from '@/components/RateDialog';
import { t, Words } from '@/i18n/t';
import type { Card } from '@/ipc/types';

/** Without a rate a purchase counts in no limit that needs one: said plainly, with the remedy. */
export function Uncounted({ card }: { card: Card }) {
  const [open, setOpen] = useState(false);
  const missing = card.reasons.filter((reason) => reason.code === 'no_rate');
  const [first] = missing;
  const { currency, into } = first?.params ?? {};
  if (!currency || !into) return null;
  const budgets = [...new Set(missing.map((reason) => reason.params.budget ?? ''))].join(', ');
  return (
    <section aria-label={t('card.uncountedLabel')} className="panel p-3" data-testid="uncounted">
      <p className="flex gap-2.5">
        <CircleSlash
          size={16}
          strokeWidth={1.75}
          aria-hidden
          className="mt-0.5 shrink-0 text-warn"
        />
        <span className="min-w-0">
          <Words k="card.uncounted" values={{ budget: <bdi>{budgets}</bdi>, currency, into }} />
        </span>
      </p>
      <div className="mt-2 ps-6.5">
        <Button size="small" onPress={() => setOpen(true)} data-testid="uncounted-rate">
          {t('card.setRate', { currency, into })}
        </Button>
      </div>
      <RateDialog
        key={`${currency}${into}`}
        between={{ from: currency, to: into }}
        open={open}
        onClose={() => setOpen(false)}
      />
    </section>
  );
}
