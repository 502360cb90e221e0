import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { AppState } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { useConnection, useCopy, useSyncStatus, useVault } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Facts } from '../../components/facts.tsx';
import { useTenantCounts } from '../tenants/use-tenant-counts.ts';
import { diagnosticsText } from './diagnostics.ts';

const text = words.settings;

/** What runs here and where its data is, to be read and to be handed to whoever helps. */
export function DeviceSettings({ app }: { readonly app: AppState }) {
  const client = useClient();
  const about = useQuery({ queryKey: keys.about, queryFn: () => client.app.about() });
  const vault = useVault().data;
  const connection = useConnection().data ?? null;
  const sync = useSyncStatus().data;
  const counts = useTenantCounts().data;
  const problems = useQuery({
    queryKey: keys.problems,
    queryFn: () => client.registry.problems(),
  }).data?.length;
  const copy = useCopy();
  if (about.error !== null) return <ErrorNote error={about.error} />;
  if (about.data === undefined) return <p className="muted">{words.frame.loading}</p>;
  const { directory, versions, platform, architecture } = about.data;
  const tenants =
    counts === undefined
      ? undefined
      : counts.active + counts.suspended + counts.archived + counts.deleted;
  return (
    <>
      <Facts
        facts={[
          [text.deviceFacts.device, app.device],
          [text.deviceFacts.operator, app.operator.name],
          [text.deviceFacts.role, text.roles[app.operator.role]],
          [
            text.deviceFacts.data,
            <span key="data" className="settings-folder">
              <span className="mono">{directory}</span>
              <CopyButton text={directory} what={text.deviceFacts.data.toLowerCase()} />
            </span>,
          ],
          [text.deviceFacts.version, app.version],
          ...(versions.electron === null
            ? []
            : ([['Electron', `${versions.electron}, Chromium ${versions.chrome ?? ''}`]] as const)),
          ['Node', versions.node],
          [text.facts.version, connection?.version ?? text.deviceFacts.notConnected],
          [text.deviceFacts.system, `${platform} ${architecture}`],
        ]}
      />
      <div className="actions">
        <Button
          size="xs"
          variant="default"
          leftSection={
            copy.isSuccess ? (
              <IconCheck size={14} aria-hidden />
            ) : (
              <IconCopy size={14} aria-hidden />
            )
          }
          onClick={() => {
            const of = { app, about: about.data, vault, connection, sync, tenants, problems };
            copy.mutate({ text: diagnosticsText(of), secret: false });
          }}
        >
          {copy.isSuccess ? words.frame.copied : text.diagnostics}
        </Button>
        <span className="muted">{text.diagnosticsText}</span>
      </div>
      {copy.error !== null && <ErrorNote error={copy.error} />}
    </>
  );
}
