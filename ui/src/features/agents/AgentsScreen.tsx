import { Bot, Plus } from 'lucide-react';
import { Button } from '@/components/buttons';
import { EmptyState, ErrorNote, Skeleton } from '@/components/feedback';
import { navigate } from '@/components/router';
import { ScreenHeader } from '@/components/ScreenHeader';
import type { ScreenProps } from '@/components/screen';
import { t } from '@/i18n/t';
import { toIpcError } from '@/ipc/host';
import { useAgents } from '@/ipc/queries';
import { AgentItem } from './AgentItem';
import { ConnectAgent } from './ConnectAgent';

/** Who may ask at all: connect, pause, replace a key, remove. */
export default function AgentsScreen({ route, status }: ScreenProps) {
  const agents = useAgents();
  const connecting = route.path[0] === 'connect';
  const connect = (
    <Button
      look={agents.data?.length === 0 ? 'primary' : 'outline'}
      size="small"
      icon={Plus}
      data-testid="agent-connect"
      onPress={() => navigate('agents/connect')}
    >
      {t('agents.connectShort')}
    </Button>
  );
  return (
    <div data-region className="pane">
      <div className="scroll min-h-0 flex-1">
        <div className="mx-auto w-full max-w-190 pb-8">
          <ScreenHeader
            title={t('nav.agents')}
            actions={agents.data?.length === 0 ? null : connect}
          />
          <div className="px-4 pt-2 medium:px-5">
            {agents.isError ? <ErrorNote error={toIpcError(agents.error)} /> : null}
            {agents.data === undefined ? (
              agents.isError ? null : (
                <Skeleton rows={3} height={128} />
              )
            ) : agents.data.length === 0 ? (
              <FirstAgent connect={connect} />
            ) : (
              <ul aria-label={t('nav.agents')} className="flex flex-col gap-3">
                {agents.data.map((agent) => (
                  <li key={agent.id}>
                    <AgentItem agent={agent} />
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      </div>
      <ConnectAgent
        open={connecting}
        gatewayUrl={status.gatewayUrl}
        onClose={() => navigate('agents')}
      />
    </div>
  );
}

function FirstAgent({ connect }: { connect: React.ReactNode }) {
  return (
    <EmptyState icon={Bot} title={t('agents.empty')} action={connect}>
      <ol className="flex list-decimal flex-col gap-1 ps-5 text-start">
        <li>{t('agents.step1')}</li>
        <li>{t('agents.step2')}</li>
        <li>{t('agents.step3')}</li>
      </ol>
    </EmptyState>
  );
}
