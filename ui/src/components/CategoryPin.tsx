import { Pin } from 'lucide-react';
import { useState } from 'react';
import { announce } from '@/components/announcer';
import { Button } from '@/components/buttons';
import { TextField } from '@/components/fields';
import { PresenceDialog } from '@/components/PresenceDialog';
import { Untrusted } from '@/components/Untrusted';
import { t, Words } from '@/i18n/t';
import { useAction, usePinnedCategories } from '@/ipc/queries';
import type { PinnedCategory } from '@/ipc/types';

/** What kind of shop a merchant is: by the owner's word, or else as the agent claims. */
export function CategoryPin({
  domain,
  claimed,
}: {
  domain: string | null;
  claimed: string | null;
}) {
  const pinned = usePinnedCategories().data ?? [];
  const [open, setOpen] = useState(false);
  if (!domain) return null;
  const pin = pinned.find((one) => covers(one.domain, domain));
  return (
    <div className="flex flex-wrap items-center gap-x-2 text-13 text-t2">
      {pin ? (
        <>
          <Pin size={14} strokeWidth={1.75} aria-hidden />
          <span>
            <Words k="pins.is" values={{ category: <bdi>{pin.category}</bdi> }} />
          </span>
        </>
      ) : claimed ? (
        <span>
          <Words k="pins.claimed" values={{ category: <Untrusted text={claimed} /> }} />
        </span>
      ) : null}
      <Button look="quiet" size="small" onPress={() => setOpen(true)} data-testid="pin-open">
        {t(pin ? 'pins.change' : 'pins.pin')}
      </Button>
      <PinDialog
        key={pin?.category ?? ''}
        domain={pin?.domain ?? domain}
        category={pin?.category ?? claimed ?? ''}
        isPinned={pin !== undefined}
        open={open}
        onClose={() => setOpen(false)}
      />
    </div>
  );
}

/** Every merchant whose category is pinned, with a way to pin another. */
export function PinnedCategories() {
  const pinned = usePinnedCategories().data ?? [];
  const [open, setOpen] = useState<PinnedCategory | 'new' | null>(null);
  const chosen = open === 'new' ? null : open;
  return (
    <div className="flex flex-col items-start gap-1" data-testid="pins">
      {pinned.length > 0 ? (
        <ul className="flex flex-col">
          {pinned.map((one) => (
            <li key={one.domain} className="flex flex-wrap items-center gap-x-2 text-13">
              <Pin size={14} strokeWidth={1.75} aria-hidden className="text-t2" />
              <span>
                <Words
                  k="pins.of"
                  values={{ domain: <bdi>{one.domain}</bdi>, category: <bdi>{one.category}</bdi> }}
                />
              </span>
              <Button
                look="quiet"
                size="small"
                onPress={() => setOpen(one)}
                aria-label={t('pins.changeOf', { domain: one.domain })}
              >
                {t('pins.change')}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      <Button size="small" icon={Pin} onPress={() => setOpen('new')} data-testid="pin-new">
        {t('pins.new')}
      </Button>
      <PinDialog
        key={chosen?.domain ?? 'new'}
        domain={chosen?.domain ?? ''}
        category={chosen?.category ?? ''}
        isPinned={chosen !== null}
        open={open !== null}
        onClose={() => setOpen(null)}
      />
    </div>
  );
}

type PinDialogProps = {
  domain: string;
  category: string;
  isPinned: boolean;
  open: boolean;
  onClose: () => void;
};

/** Another category can put a merchant under another budget, so it takes the passphrase. */
function PinDialog({ isPinned, open, onClose, ...was }: PinDialogProps) {
  const [domain, setDomain] = useState(was.domain);
  const [category, setCategory] = useState(was.category);
  const action = useAction(
    (host, passphrase: string) =>
      host.pinCategory({ domain, category: category.trim() || null, passphrase }),
    ['budgets', 'inbox'],
  );
  const close = () => {
    action.clear();
    setDomain(was.domain);
    setCategory(was.category);
    onClose();
  };
  const run = async (passphrase: string) => {
    if (!(await action.run(passphrase))) return;
    announce(t('pins.done'));
    onClose();
  };
  const errorOf = (field: string) =>
    action.error?.field === field ? `${action.error.message} ${action.error.hint}` : null;
  return (
    <PresenceDialog
      title={t('pins.title')}
      confirm={t(isPinned && !category.trim() ? 'pins.unpin' : 'pins.confirm')}
      open={open}
      busy={action.busy}
      error={action.error?.field ? null : action.error}
      onClose={close}
      onConfirm={(passphrase) => void run(passphrase)}
    >
      <div className="flex flex-col gap-3">
        <p>{t('pins.why')}</p>
        <TextField
          label={t('pins.domain')}
          value={domain}
          onChange={setDomain}
          placeholder="shop.example.com"
          error={errorOf('domain')}
          testId="pin-domain"
        />
        <TextField
          label={t('pins.category')}
          value={category}
          onChange={setCategory}
          placeholder="books"
          hint={isPinned ? t('pins.emptyHint') : undefined}
          error={errorOf('category')}
          testId="pin-category"
        />
      </div>
    </PresenceDialog>
  );
}

/** A pin is for the domain that someone registered and for all below it. */
function covers(pinned: string, host: string): boolean {
  return host === pinned || host.endsWith(`.${pinned}`);
}
