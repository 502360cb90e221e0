import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../app/bridge-context.tsx';
import { useConnection } from '../../app/data/frame-queries.ts';
import { keys } from '../../app/data/keys.ts';
import { figure } from '../../app/format/count.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { Facts } from '../../components/facts.tsx';
import { CutDialog } from '../activity/cut-dialog.tsx';

const text = words.settings.log;

/** How much of the audit log is here, and taking old entries off the server. */
export function LogSettings() {
  const client = useClient();
  const { go } = useNavigation();
  const [cutting, setCutting] = useState(false);
  const connected = (useConnection().data ?? null) !== null;
  const here = useQuery({
    queryKey: [...keys.audit, 'count'],
    queryFn: async () => (await client.audit.recent({ tenantId: null, offset: 0, limit: 1 })).total,
  });
  return (
    <>
      <p className="muted">{text.about}</p>
      <Facts facts={[[text.here, here.data === undefined ? '…' : figure(here.data)]]} />
      <div className="actions">
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            go('activity');
          }}
        >
          {text.open}
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={!connected || here.data === 0}
          title={connected ? words.activity.cutHint : text.needsServer}
          onClick={() => {
            setCutting(true);
          }}
        >
          {text.cut}
        </Button>
      </div>
      <CutDialog
        opened={cutting}
        onClose={() => {
          setCutting(false);
        }}
      />
    </>
  );
}
