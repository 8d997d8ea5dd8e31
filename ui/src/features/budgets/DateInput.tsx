import { type CalendarDate, parseDate } from '@internationalized/date';
import { X } from 'lucide-react';
import {
  DateInput as AriaDateInput,
  DateField,
  DateSegment,
  FieldError,
  Label,
} from 'react-aria-components';
import { IconButton } from '@/components/buttons';
import { t } from '@/i18n/t';

type DateInputProps = {
  label: string;
  /** A date of the calendar, `2026-12-31`, in the time zone of the budget. */
  value: string | null;
  onChange: (value: string | null) => void;
  error: string | null;
};

/** A date typed in the reader's own order of day, month and year. */
export function DateInput({ label, value, onChange, error }: DateInputProps) {
  return (
    <DateField
      value={parse(value)}
      onChange={(date) => onChange(date ? date.toString() : null)}
      isInvalid={Boolean(error)}
      className="flex min-w-0 flex-col gap-1"
    >
      <Label className="field-label">{label}</Label>
      <div className="relative">
        <AriaDateInput className="input date-input pe-11">
          {(segment) => <DateSegment segment={segment} className="date-segment" />}
        </AriaDateInput>
        {value ? (
          <span className="absolute end-1 top-1">
            <IconButton
              icon={X}
              label={t('budgets.clearDate', { name: label })}
              onPress={() => onChange(null)}
            />
          </span>
        ) : null}
      </div>
      {error ? <FieldError className="text-13 text-bad">{error}</FieldError> : null}
    </DateField>
  );
}

function parse(value: string | null): CalendarDate | null {
  if (!value) return null;
  try {
    return parseDate(value.slice(0, 10));
  } catch {
    return null;
  }
}
