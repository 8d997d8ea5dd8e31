import { type LucideIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Dialog as AriaDialog,
  Menu as AriaMenu,
  Heading,
  MenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
} from 'react-aria-components';
import { t } from '@/i18n/t';
import { IconButton } from './buttons';

type DialogProps = {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  width?: 'narrow' | 'wide';
  /** An alert needs an answer: a click beside it does not close it. */
  role?: 'dialog' | 'alertdialog';
};

/** A sheet over the screen. Esc and a click beside it close it; closing decides nothing. */
export function Dialog({ title, open, onClose, children, width = 'narrow', role }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => next || onClose()}
      isDismissable={role !== 'alertdialog'}
      className="scrim"
    >
      <Modal className={`sheet ${width === 'narrow' ? 'max-w-[440px]' : 'max-w-[640px]'}`}>
        <AriaDialog role={role ?? 'dialog'} className="flex max-h-full flex-col outline-none">
          <div className="flex items-start gap-3 px-5 pt-5">
            <Heading slot="title" className="flex-1 text-20">
              {title}
            </Heading>
            <IconButton icon={X} label={t('common.close')} onPress={onClose} />
          </div>
          <div className="scroll min-h-0 px-5 pt-2 pb-5">{children}</div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-5 flex flex-wrap justify-end gap-2">{children}</div>;
}

export type MenuEntry = {
  id: string;
  label: string;
  icon?: LucideIcon;
  hint?: string;
  onAction: () => void;
};

/** A button (the child) that opens a list of actions. */
export function ActionMenu({
  label,
  entries,
  children,
  open,
  onOpenChange,
}: {
  label: string;
  entries: MenuEntry[];
  children: ReactNode;
  /** Only where something other than the button opens it too. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  return (
    <MenuTrigger
      {...(open === undefined ? {} : { isOpen: open })}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      {children}
      <Popover placement="bottom end" className="popover min-w-48">
        <AriaMenu aria-label={label} className="p-1 outline-none">
          {entries.map(({ id, label: words, icon: Icon, hint, onAction }) => (
            <MenuItem key={id} id={id} textValue={words} onAction={onAction} className="menu-item">
              {Icon ? <Icon size={16} strokeWidth={1.75} aria-hidden className="text-t2" /> : null}
              <span className="flex-1">{words}</span>
              {hint ? <span className="text-12 text-t3">{hint}</span> : null}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
