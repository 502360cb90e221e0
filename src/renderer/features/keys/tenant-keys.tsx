import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { firstKeyFilter } from '../../app/data/key-filter.ts';
import { keys } from '../../app/data/keys.ts';
import { ago, fullMoment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { CreateKeyDialog } from './create-key-dialog.tsx';
import { KeyMarks, KeyStateBadge } from './key-badges.tsx';
import { useKeyPlace } from './key-place.ts';
import { KeyUse } from './key-use.tsx';
import { useKeyRows } from './use-keys.ts';
import './keys.css';

const text = words.keys;
const shown = 50;

/** The API keys of one tenant and their use; each opens in the list of all keys. */
export function TenantKeys({ tenant }: { readonly tenant: TenantDetail }) {
  const client = useClient();
  const { go } = useNavigation();
  const [, setPlace] = useKeyPlace();
  const [creating, setCreating] = useState(false);
  const filter = { ...firstKeyFilter, tenantId: tenant.id, state: 'all', sort: 'name' } as const;
  const rows = useKeyRows(filter);
  const usage = useQuery({
    queryKey: keys.keyUsage(tenant.id, 90),
    queryFn: () => client.keys.usage({ tenantId: tenant.id, days: 90 }),
  });
  const open = (id: string | null) => {
    const search = id === null ? tenant.key : '';
    setPlace({ openId: id, filter: { ...firstKeyFilter, state: 'all', search } });
    go('apiKeys');
  };
  const listed = rows.page?.rows.slice(0, shown) ?? [];
  const now = new Date();
  return (
    <div className="tenant-keys stack">
      <section>
        <div className="tenant-keys-head">
          <h3>{text.tenantKeys.title}</h3>
          {tenant.state !== 'deleted' && (
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlus size={13} aria-hidden />}
              onClick={() => {
                setCreating(true);
              }}
            >
              {text.new}
            </Button>
          )}
        </div>
        {rows.error !== null && <ErrorNote error={rows.error} onRetry={rows.retry} />}
        {rows.page?.total === 0 && <p className="muted">{text.tenantKeys.empty}</p>}
        <ul>
          {listed.map(({ id, name, prefix, state, marks, lastUsed, today, month }) => (
            <li key={id}>
              <button
                type="button"
                className="tenant-key"
                aria-label={text.tenantKeys.open(name)}
                onClick={() => {
                  open(id);
                }}
              >
                <span className="tenant-key-name ellipsis">{name}</span>
                <span className="tenant-key-state">
                  <KeyMarks marks={marks} />
                  <KeyStateBadge state={state} />
                </span>
                <span className="mono muted ellipsis">{prefix}</span>
                <span
                  className="muted"
                  {...(lastUsed === null ? {} : { title: fullMoment(lastUsed) })}
                >
                  {lastUsed === null
                    ? text.neverUsed
                    : `${text.usage.recent(today, month)} · ${text.lastUsed}: ${ago(lastUsed, now)}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {listed.length > 0 && (
          <p className="tenant-keys-all">
            <button
              type="button"
              className="link"
              onClick={() => {
                open(null);
              }}
            >
              {text.tenantKeys.all}
            </button>
          </p>
        )}
      </section>
      {usage.data !== undefined && listed.length > 0 && <KeyUse days={usage.data.days} />}
      {creating && (
        <CreateKeyDialog
          tenant={{ id: tenant.id, label: tenant.name }}
          onClose={() => {
            setCreating(false);
          }}
          onMade={() => undefined}
        />
      )}
    </div>
  );
}
