import { type ReactNode, useEffect, useState } from 'react';
import { t } from '@/i18n/t';
import type { IpcError } from '@/ipc/types';
import { Button } from './buttons';
import { ErrorNote } from './feedback';
import { PassphraseField } from './fields';
import { Dialog, DialogActions } from './overlays';

type PresenceDialogProps = {
  title: string;
  children?: ReactNode;
  confirm: string;
  look?: 'primary' | 'danger';
  open: boolean;
  busy: boolean;
  error: IpcError | null;
  onClose: () => void;
  onConfirm: (passphrase: string) => void;
};

/** Asks for the owner's passphrase before something is loosened. Pausing never comes here. */
export function PresenceDialog(props: PresenceDialogProps) {
  const [passphrase, setPassphrase] = useState('');
  useEffect(() => {
    if (!props.open) setPassphrase('');
  }, [props.open]);
  const wrong = props.error?.code === 'wrong_passphrase';
  return (
    <Dialog title={props.title} open={props.open} onClose={props.onClose}>
      <form
        className="flex flex-col gap-4"
        // A wrong passphrase marks the field; the browser would then refuse the next try.
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          // Its own form: without this the form around the dialog would be sent as well.
          event.stopPropagation();
          if (passphrase) props.onConfirm(passphrase);
        }}
      >
        {props.children ? <div className="text-t2">{props.children}</div> : null}
        <PassphraseField
          label={t('common.passphrase')}
          value={passphrase}
          onChange={setPassphrase}
          autoFocus
          testId="presence-passphrase"
          error={wrong ? t('errors.wrong_passphrase.message') : null}
        />
        {wrong ? null : <ErrorNote error={props.error} />}
        <DialogActions>
          <Button look="outline" onPress={props.onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            type="submit"
            look={props.look ?? 'primary'}
            isDisabled={!passphrase || props.busy}
            data-testid="presence-confirm"
          >
            {props.confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
