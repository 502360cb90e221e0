import { CloseButton } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { BridgeError } from '../../app/bridge-error.ts';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { useCloseOnEscape } from '../../components/use-close-on-escape.ts';
import { TenantBody } from './tenant-body.tsx';
import { TenantToolbar } from './tenant-toolbar.tsx';
import { useTenant } from './use-tenant.ts';
import './detail.css';

interface Props {
  readonly id: string;
  readonly onClose: () => void;
}

/** One tenant, beside the list. Escape closes it, from the list and from inside. */
export function TenantDetailPane({ id, onClose }: Props) {
  const tenant = useTenant(id);
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useCloseOnEscape(onClose);
  // The list may have become another server's; a tenant that is not in it has no pane.
  const gone = tenant.error instanceof BridgeError && tenant.error.code === 'not-found';
  // What is typed into a form must not go with it.
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (gone && !editing) close.current();
  }, [gone, editing]);
  const name = tenant.data?.name ?? '';
  return (
    <aside className="detail" aria-label={words.tenants.detail(name)} aria-busy={tenant.isPending}>
      <div className="detail-head">
        <div className="detail-title">
          <h2 className="ellipsis" title={name}>
            {name}
          </h2>
          <span className="mono muted ellipsis">{tenant.data?.key}</span>
        </div>
        <CloseButton aria-label={words.tenants.close} onClick={onClose} />
      </div>
      {tenant.error !== null && (
        <div className="detail-scroll">
          <ErrorNote
            error={tenant.error}
            onRetry={() => {
              void tenant.refetch();
            }}
          />
        </div>
      )}
      {tenant.data !== undefined && (
        <>
          <TenantToolbar tenant={tenant.data} gone={gone} onEditing={setEditing} />
          <TenantBody tenant={tenant.data} />
        </>
      )}
    </aside>
  );
}
