import { Lightbulb } from 'lucide-react';
import { Button } from '@/components/buttons';
import { ErrorNote } from '@/components/feedback';
import { navigate } from '@/components/router';
import { useNow } from '@/components/Time';
import { t } from '@/i18n/t';
import { shortDate } from '@/i18n/time';
import { useAction, useSuggestions } from '@/ipc/queries';
import type { Suggestion } from '@/ipc/types';
import { sentenceOf } from './whatIfWords';

/** Narrow rules that the record speaks for. Nothing changes until one is opened and saved. */
export function Suggestions() {
  const found = useSuggestions().data ?? [];
  if (found.length === 0) return null;
  return (
    <section aria-labelledby="suggestions" className="flex flex-col gap-2 p-3">
      <h2 id="suggestions" className="px-1 text-12 font-medium text-t2">
        {t('suggestions.title')}
      </h2>
      {found.map((suggestion) => (
        <Card key={suggestion.id} suggestion={suggestion} />
      ))}
    </section>
  );
}

function Card({ suggestion }: { suggestion: Suggestion }) {
  const now = useNow(60_000);
  const dismiss = useAction((host, id: string) => host.dismissSuggestion(id), ['budgets']);
  const place = suggestion.budgetId ?? 'new';
  return (
    <article className="suggestion" data-testid={`suggestion-${suggestion.id}`}>
      <Lightbulb size={16} strokeWidth={1.75} aria-hidden className="mt-0.5 shrink-0 text-accent" />
      <div className="min-w-0 flex-1">
        <h3 className="font-medium">
          <bdi>{suggestion.title}</bdi>
        </h3>
        <p className="text-13 text-t2">{suggestion.evidence}</p>
        <p className="text-13 text-t2">{sentenceOf(suggestion.backtest)}</p>
        {suggestion.until ? (
          <p className="text-12 text-t3">
            {t('suggestions.until', { date: shortDate(suggestion.until, now) })}
          </p>
        ) : null}
        <ErrorNote error={dismiss.error} />
        <div className="mt-2 flex flex-wrap gap-2">
          <Button
            size="small"
            onPress={() =>
              navigate(`budgets/${place}?suggestion=${encodeURIComponent(suggestion.id)}`)
            }
            data-testid="suggestion-open"
          >
            {t('suggestions.review')}
          </Button>
          <Button size="small" look="quiet" onPress={() => void dismiss.run(suggestion.id)}>
            {t('suggestions.dismiss')}
          </Button>
        </div>
      </div>
    </article>
  );
}
