import { Switch } from '@/components/fields';
import { t } from '@/i18n/t';
import { useScopeSeen } from '@/ipc/queries';
import { Fold } from './Fold';
import { ListField } from './ListField';
import type { FieldsProps } from './moneyFields';

const AMONG = new Intl.ListFormat(undefined, { type: 'unit' });
const NOWHERE_SPECIAL = { hosts: null, privateAddresses: false, redirects: false };

/** Whether Counterfoil itself calls sellers for the agents, and how far such a call may go. */
export function FetchFields({ draft, errorOf, onChange }: FieldsProps) {
  const merchants = useScopeSeen().data?.merchants ?? [];
  const { fetch } = draft;
  return (
    <Fold
      title={t('budgets.webCalls')}
      summary={summaryOf(fetch)}
      opened={errorOf('fetch') !== null}
      testId="fold-fetch"
    >
      <div className="flex flex-col gap-1">
        <Switch
          label={t('budgets.makesCalls')}
          hint={t('budgets.makesCallsHint')}
          checked={fetch !== null}
          onChange={(on) => onChange({ fetch: on ? NOWHERE_SPECIAL : null })}
          testId="field-fetch"
        />
        {fetch ? (
          <>
            <ListField
              label={t('budgets.callHosts')}
              any={t('budgets.anyCoveredMerchant')}
              placeholder="api.seller.example"
              hint={t('budgets.callHostsHint')}
              values={fetch.hosts}
              seen={merchants}
              error={errorOf('fetch.hosts')}
              onChange={(hosts) => onChange({ fetch: { ...fetch, hosts } })}
              testId="fetch-hosts"
            />
            <Switch
              label={t('budgets.followsRedirects')}
              hint={t('budgets.followsRedirectsHint')}
              checked={fetch.redirects}
              onChange={(redirects) => onChange({ fetch: { ...fetch, redirects } })}
              testId="field-redirects"
            />
            <Switch
              label={t('budgets.privateAddresses')}
              hint={t('budgets.privateAddressesHint')}
              checked={fetch.privateAddresses}
              onChange={(privateAddresses) => onChange({ fetch: { ...fetch, privateAddresses } })}
              testId="field-private"
            />
          </>
        ) : null}
      </div>
    </Fold>
  );
}

function summaryOf(fetch: FieldsProps['draft']['fetch']): string {
  if (!fetch) return t('budgets.noCalls');
  return fetch.hosts ? AMONG.format(fetch.hosts) : t('budgets.anyCoveredMerchant');
}
