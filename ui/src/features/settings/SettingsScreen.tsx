import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';

export default function SettingsScreen(_: ScreenProps) {
  return <ScreenHeader title={t('nav.settings')} />;
}
