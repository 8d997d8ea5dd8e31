import { Words } from '@/i18n/t';

/** Three digits that both sides show, so that the owner sees which program got the token. */
export function CompareCode({ code }: { code: string }) {
  const digits = <strong className="whitespace-nowrap text-t1">{[...code].join(' – ')}</strong>;
  return <Words k="agents.compare" values={{ code: digits }} />;
}
