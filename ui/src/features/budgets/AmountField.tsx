import { Minus, Plus } from 'lucide-react';
import { Button, FieldError, Group, Input, Label, Text, TextField } from 'react-aria-components';
import { t } from '@/i18n/t';

type AmountFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Shown after the number: the currency, or a unit. */
  unit: string;
  onStep?: (direction: 1 | -1) => void;
  onBlur?: () => void;
  hint?: string;
  placeholder?: string;
  error?: string | null;
  testId?: string;
};

/** A number as text with − and +. What cannot be read is left as typed and named by the core. */
export function AmountField(props: AmountFieldProps) {
  const { label, value, onChange, unit, onStep, hint, error } = props;
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (!onStep || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    onStep(event.key === 'ArrowUp' ? 1 : -1);
  };
  return (
    <TextField
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      className="flex min-w-0 flex-1 flex-col gap-1"
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    >
      <Label className="field-label">{label}</Label>
      <Group className="amount-field">
        <Input
          inputMode="decimal"
          autoComplete="off"
          data-testid={props.testId}
          placeholder={props.placeholder ?? ''}
          onKeyDown={onKeyDown}
          className="amount-input figures"
        />
        <span aria-hidden className="amount-unit">
          {unit}
        </span>
        {onStep ? (
          <>
            <Button
              excludeFromTabOrder
              aria-label={t('zone.less', { name: label })}
              onPress={() => onStep(-1)}
              className="amount-step"
            >
              <Minus size={16} aria-hidden />
            </Button>
            <Button
              excludeFromTabOrder
              aria-label={t('zone.more', { name: label })}
              onPress={() => onStep(1)}
              className="amount-step"
            >
              <Plus size={16} aria-hidden />
            </Button>
          </>
        ) : null}
      </Group>
      {error ? (
        <FieldError className="text-13 text-bad">{error}</FieldError>
      ) : hint ? (
        <Text slot="description" className="text-12 text-t3">
          {hint}
        </Text>
      ) : null}
    </TextField>
  );
}
