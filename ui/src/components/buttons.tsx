import { Check, Copy, type LucideIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  Tooltip,
  TooltipTrigger,
} from 'react-aria-components';
import { t } from '@/i18n/t';

type Look = 'primary' | 'outline' | 'quiet' | 'danger';

const LOOKS: Record<Look, string> = {
  primary: 'bg-ink text-on-ink border-transparent data-[hovered]:bg-ink-hover font-medium',
  outline: 'bg-surface text-t1 border-ctl data-[hovered]:bg-s2 font-medium',
  quiet: 'bg-transparent text-t1 border-transparent data-[hovered]:bg-s3',
  danger: 'bg-surface text-bad border-bad data-[hovered]:bg-bad-bg font-medium',
};

/** Whatever the look: a button that does nothing now has no colour of its own. */
const OFF = 'data-[disabled]:border-transparent data-[disabled]:bg-s3 data-[disabled]:text-t3';

export type ButtonProps = Omit<AriaButtonProps, 'className' | 'children'> & {
  look?: Look;
  size?: 'normal' | 'small';
  icon?: LucideIcon;
  wide?: boolean;
  children: React.ReactNode;
};

export function Button({
  look = 'outline',
  size = 'normal',
  icon: Icon,
  wide = false,
  children,
  ...rest
}: ButtonProps) {
  const measure =
    size === 'small' ? 'min-h-8 px-2.5 text-13 gap-1.5' : 'min-h-10 px-4 text-14 gap-2';
  return (
    <AriaButton
      {...rest}
      className={`button ${measure} ${LOOKS[look]} ${OFF} ${wide ? 'w-full' : ''}`}
    >
      {Icon ? <Icon size={16} strokeWidth={1.75} aria-hidden /> : null}
      {children}
    </AriaButton>
  );
}

type IconButtonProps = Omit<AriaButtonProps, 'className' | 'children'> & {
  icon: LucideIcon;
  label: string;
  size?: 'normal' | 'small';
};

/** An icon alone, with its word as accessible name and as tooltip. */
export function IconButton({ icon: Icon, label, size = 'small', ...rest }: IconButtonProps) {
  const measure = size === 'small' ? 'size-8' : 'size-10';
  return (
    <TooltipTrigger delay={500} closeDelay={50}>
      <AriaButton
        {...rest}
        aria-label={label}
        className={`button p-0 text-t2 border-transparent data-[hovered]:bg-s3 data-[hovered]:text-t1 ${measure}`}
      >
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </AriaButton>
      <Tooltip offset={6} className="tooltip">
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    void copyText(text).then(() => setCopied(true));
  };
  return (
    <Button
      size="small"
      look="quiet"
      icon={copied ? Check : Copy}
      onPress={copy}
      {...(label ? { 'aria-label': label } : {})}
    >
      {copied ? t('common.copied') : t('common.copy')}
    </Button>
  );
}

/** The clipboard API needs a permission that some web views never give; a selection always works. */
async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
