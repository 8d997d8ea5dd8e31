import { Check, ChevronDown, Eye, EyeOff } from 'lucide-react';
import { type ReactNode, type Ref, useState } from 'react';
import {
  Checkbox as AriaCheckbox,
  Radio as AriaRadio,
  RadioGroup as AriaRadioGroup,
  Select as AriaSelect,
  Switch as AriaSwitch,
  TextField as AriaTextField,
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
  TextArea,
} from 'react-aria-components';
import { t } from '@/i18n/t';

type FieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | undefined;
  error?: string | null | undefined;
  testId?: string;
  autoFocus?: boolean;
  placeholder?: string;
  multiline?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  maxLength?: number;
  onKeyDown?: (event: React.KeyboardEvent) => void;
  hiddenLabel?: boolean;
};

/** A labelled line of text. The error replaces the hint and names the remedy. */
export function TextField(props: FieldProps) {
  const { label, value, onChange, hint, error, testId, multiline = false } = props;
  const shared = {
    'data-testid': testId,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    onKeyDown: props.onKeyDown,
  };
  return (
    <AriaTextField
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      autoFocus={props.autoFocus ?? false}
      {...(props.hiddenLabel ? { 'aria-label': label } : {})}
      className="flex flex-col gap-1 min-w-0"
    >
      {props.hiddenLabel ? null : <Label className="field-label">{label}</Label>}
      {multiline ? (
        <TextArea {...shared} rows={2} className="input py-2 h-auto resize-none" />
      ) : (
        <Input {...shared} ref={props.inputRef} className="input" />
      )}
      <FieldNote hint={hint} error={error} />
    </AriaTextField>
  );
}

type PassphraseProps = FieldProps & {
  autoComplete?: 'current-password' | 'new-password' | 'off';
};

export function PassphraseField(props: PassphraseProps) {
  const [visible, setVisible] = useState(false);
  return (
    <AriaTextField
      type={visible ? 'text' : 'password'}
      value={props.value}
      onChange={props.onChange}
      isInvalid={Boolean(props.error)}
      autoFocus={props.autoFocus ?? false}
      className="flex flex-col gap-1"
    >
      <Label className="field-label">{props.label}</Label>
      <div className="relative">
        <Input
          ref={props.inputRef}
          data-testid={props.testId}
          onKeyDown={props.onKeyDown}
          autoComplete={props.autoComplete ?? 'current-password'}
          spellCheck="false"
          className="input pe-11"
        />
        <Button
          aria-label={visible ? t('common.hidePassphrase') : t('common.showPassphrase')}
          onPress={() => setVisible(!visible)}
          className="button absolute end-1 top-1 size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3"
        >
          {visible ? <EyeOff size={16} aria-hidden /> : <Eye size={16} aria-hidden />}
        </Button>
      </div>
      <FieldNote hint={props.hint} error={props.error} />
    </AriaTextField>
  );
}

function FieldNote({ hint, error }: Pick<FieldProps, 'hint' | 'error'>) {
  if (error) return <FieldError className="text-13 text-bad">{error}</FieldError>;
  if (!hint) return null;
  return (
    <Text slot="description" className="text-13 text-t3">
      {hint}
    </Text>
  );
}

type CheckboxProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  testId?: string;
  /** The words take the room there is. */
  wide?: boolean;
};

export function Checkbox({ checked, onChange, children, testId, wide = false }: CheckboxProps) {
  return (
    <AriaCheckbox
      isSelected={checked}
      onChange={onChange}
      className="group flex items-start gap-2.5 py-1 min-h-6"
      {...(testId ? { 'data-testid': testId } : {})}
    >
      <span className="checkbox" aria-hidden>
        <Check size={14} strokeWidth={3} className="invisible group-data-[selected]:visible" />
      </span>
      <span className={wide ? 'min-w-0 flex-1' : 'min-w-0'}>{children}</span>
    </AriaCheckbox>
  );
}

type SwitchProps = {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  testId?: string;
};

export function Switch({ label, hint, checked, onChange, testId }: SwitchProps) {
  return (
    <AriaSwitch
      isSelected={checked}
      onChange={onChange}
      className="group flex items-center justify-between gap-4 py-1.5"
      {...(testId ? { 'data-testid': testId } : {})}
    >
      <span className="min-w-0">
        <span className="block">{label}</span>
        {hint ? <span className="block text-13 text-t3">{hint}</span> : null}
      </span>
      <span className="switch" aria-hidden />
    </AriaSwitch>
  );
}

type Choice<Id extends string> = { id: Id; label: string; hint?: string };
type ChoiceProps<Id extends string> = {
  label: string;
  value: Id;
  onChange: (value: Id) => void;
  choices: readonly Choice<Id>[];
};

/** A few words side by side of which exactly one holds. */
export function Segmented<Id extends string>({ label, value, onChange, choices }: ChoiceProps<Id>) {
  return (
    <AriaRadioGroup
      value={value}
      onChange={(next) => onChange(next as Id)}
      orientation="horizontal"
      className="flex flex-col gap-1"
    >
      <Label className="field-label">{label}</Label>
      <div className="segmented">
        {choices.map((choice) => (
          <AriaRadio key={choice.id} value={choice.id} className="segment">
            {choice.label}
          </AriaRadio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}

export function Radios<Id extends string>({ label, value, onChange, choices }: ChoiceProps<Id>) {
  return (
    <AriaRadioGroup
      value={value}
      onChange={(next) => onChange(next as Id)}
      className="flex flex-col gap-1"
    >
      <Label className="field-label">{label}</Label>
      {choices.map((choice) => (
        <AriaRadio
          key={choice.id}
          value={choice.id}
          className="group flex items-start gap-2.5 py-1"
        >
          <span className="radio" aria-hidden />
          <span>
            <span className="block">{choice.label}</span>
            {choice.hint ? <span className="block text-13 text-t3">{choice.hint}</span> : null}
          </span>
        </AriaRadio>
      ))}
    </AriaRadioGroup>
  );
}

export function Select<Id extends string>(
  props: ChoiceProps<Id> & { testId?: string; hiddenLabel?: boolean },
) {
  return (
    <AriaSelect
      value={props.value}
      onChange={(key) => props.onChange(String(key) as Id)}
      {...(props.hiddenLabel ? { 'aria-label': props.label } : {})}
      className="flex flex-col gap-1 min-w-0"
    >
      {props.hiddenLabel ? null : <Label className="field-label">{props.label}</Label>}
      <Button
        className="input flex items-center justify-between gap-2 text-start"
        {...(props.testId ? { 'data-testid': props.testId } : {})}
      >
        <SelectValue className="truncate" />
        <ChevronDown size={16} aria-hidden className="shrink-0 text-t2" />
      </Button>
      <Popover className="popover min-w-(--trigger-width)">
        <ListBox className="max-h-72 overflow-auto p-1 outline-none">
          {props.choices.map((choice) => (
            <ListBoxItem
              key={choice.id}
              id={choice.id}
              textValue={choice.label}
              className="menu-item"
            >
              {choice.label}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
