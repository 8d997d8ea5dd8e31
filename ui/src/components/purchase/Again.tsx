import { History } from 'lucide-react';
import { Button } from '@/components/buttons';
import { navigate } from '@/components/router';
import { useNow } from '@/components/Time';
import { Untrusted } from '@/components/Untrusted';
import { t, Words } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import type { Card } from '@/ipc/types';

/** The same was refused before: what became of it, who asked then, and the way to it. */
export function Again({ card }: { card: Card }) {
  const now = useNow(60_000);
  const { again } = card;
  if (!again) return null;
  const values = {
    date: shortDate(again.at, now),
    agent: <Untrusted text={again.agent} />,
  };
  return (
    <p className="flex items-center gap-x-1.5 text-13 text-t2" data-testid="card-again">
      <History size={14} strokeWidth={1.75} aria-hidden className="shrink-0" />
      <span className="min-w-0 flex-1">
        <Words
          k={again.status === 'denied' ? 'card.againDenied' : 'card.againRejected'}
          values={values}
        />
      </span>
      <Button look="quiet" size="small" onPress={() => navigate(`activity/${again.id}`)}>
        {t('card.againSee')}
      </Button>
    </p>
  );
}
