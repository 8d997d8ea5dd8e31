import { Ban } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/buttons';
import { Dialog } from '@/components/overlays';
import { SandboxLabel } from '@/components/StatusMark';
import { Time } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, tMaybe, Words } from '@/i18n/t';
import { useRefusedOffers } from '@/ipc/queries';
import type { RefusedOffer } from '@/ipc/types';

/** Who tried to pay what that never became a purchase, and why it did not. */
export function RefusedOffers() {
  const offers = useRefusedOffers().data ?? [];
  const [open, setOpen] = useState(false);
  if (offers.length === 0) return null;
  return (
    <>
      <Button
        size="small"
        look="quiet"
        icon={Ban}
        onPress={() => setOpen(true)}
        data-testid="refused-open"
      >
        {t('activity.refused', { count: offers.length })}
      </Button>
      <Dialog
        title={t('activity.refusedTitle')}
        open={open}
        onClose={() => setOpen(false)}
        width="wide"
      >
        <p className="mb-2 text-13 text-t2">{t('activity.refusedWhy')}</p>
        <ul data-testid="refused-list">
          {offers.map((offer) => (
            <Offer key={offer.seq} offer={offer} />
          ))}
        </ul>
      </Dialog>
    </>
  );
}

function Offer({ offer }: { offer: RefusedOffer }) {
  return (
    <li className="flex flex-col gap-0.5 border-b border-line py-2.5 last:border-0">
      <span className="flex flex-wrap items-baseline gap-x-3">
        <span className="min-w-0 flex-1 basis-40 font-medium">
          {offer.seller ? (
            <Untrusted text={offer.seller} className="[overflow-wrap:anywhere]" />
          ) : (
            t('activity.noSeller')
          )}
        </span>
        <Time at={offer.at} className="figures text-13 text-t2" />
      </span>
      <span className="[overflow-wrap:anywhere]">
        <Untrusted text={offer.text} limit={280} />
      </span>
      <span className="flex flex-wrap items-center gap-x-2 text-13 text-t3">
        <span>
          <Words
            k="activity.refusedBy"
            values={{
              agent: <Untrusted text={offer.agentName} />,
              rail: tMaybe(`rails.${offer.rail}`) ?? offer.rail,
            }}
          />
        </span>
        {offer.sandbox ? <SandboxLabel /> : null}
        <span>{t('activity.entryNumber', { number: offer.seq })}</span>
      </span>
    </li>
  );
}
