import { ChevronDown } from 'lucide-react';
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from 'react-aria-components';
import { t } from '@/i18n/t';

type TimeZoneFieldProps = {
  value: string;
  onChange: (value: string) => void;
  error: string | null;
};

/** The zone in which days, weeks and months begin. */
export function TimeZoneField({ value, onChange, error }: TimeZoneFieldProps) {
  const zones = zoneNames(value).map((id) => ({ id, name: id.replaceAll('_', ' ') }));
  return (
    <ComboBox
      defaultItems={zones}
      value={value}
      onChange={(key) => key && onChange(String(key))}
      isInvalid={Boolean(error)}
      className="flex flex-col gap-1"
    >
      <Label className="field-label">{t('budgets.timeZone')}</Label>
      <div className="relative">
        <Input className="input pe-11" />
        <Button className="button absolute end-1 top-1 size-8 border-transparent p-0 text-t2 data-[hovered]:bg-s3">
          <ChevronDown size={16} aria-hidden />
        </Button>
      </div>
      {error ? <FieldError className="text-13 text-bad">{error}</FieldError> : null}
      <Popover className="popover w-(--trigger-width)">
        <ListBox<{ id: string; name: string }> className="max-h-64 overflow-auto p-1 outline-none">
          {(zone) => (
            <ListBoxItem id={zone.id} textValue={zone.name} className="menu-item">
              {zone.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

function zoneNames(current: string): string[] {
  const known = Intl.supportedValuesOf?.('timeZone') ?? [];
  return [...new Set(['UTC', current, ...known])].filter(Boolean);
}
