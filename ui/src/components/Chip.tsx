import { X } from 'lucide-react';

type ChipProps = {
  text: string;
  /** What the button says to whoever does not see it. */
  remove: string;
  onRemove: () => void;
  warn?: boolean;
  testId: string;
};

/** A word in a list of words, with a button that takes it out. */
export function Chip({ text, remove, onRemove, warn = false, testId }: ChipProps) {
  return (
    <li className={`chip ${warn ? 'text-warn' : ''}`}>
      <bdi className="truncate">{text}</bdi>
      <button
        type="button"
        data-testid={testId}
        aria-label={remove}
        onClick={onRemove}
        className="flex size-6 shrink-0 items-center justify-center rounded-full text-t2 hover:bg-s3"
      >
        <X size={14} aria-hidden />
      </button>
    </li>
  );
}
