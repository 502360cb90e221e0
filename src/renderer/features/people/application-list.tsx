import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { ApplicationView } from '../../../shared/bridge/people-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { useUndo } from '../../app/undo/use-undo.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { ApplicationDialog } from './application-dialog.tsx';
import { usePeopleChange } from './use-people.ts';

const { application: text, ...all } = words.people;

interface Props {
  readonly tenantId: string;
  readonly applications: readonly ApplicationView[];
  readonly databases: readonly string[];
  readonly editable: boolean;
}

/** The applications of a tenant that sign their people in elsewhere. */
export function ApplicationList({ tenantId, applications, databases, editable }: Props) {
  const client = useClient();
  const { offer } = useUndo();
  /** The one being edited, or a new one. */
  const [open, setOpen] = useState<ApplicationView | 'new' | null>(null);
  const remove = usePeopleChange(({ applications: calls }, appId: string) =>
    calls.remove({ tenantId, appId }),
  );
  return (
    <section aria-label={all.applications}>
      <div className="people-head">
        <h3>{all.applications}</h3>
        {editable && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPlus size={13} aria-hidden />}
            onClick={() => {
              setOpen('new');
            }}
          >
            {all.addApplication}
          </Button>
        )}
      </div>
      {applications.length === 0 && <p className="muted">{all.noApplications}</p>}
      <ul>
        {applications.map((application) => (
          <li key={application.appId} className="member">
            <div className="member-line">
              <div className="member-who">
                <span className="ellipsis" title={application.name}>
                  {application.name}
                </span>
                <span className="muted ellipsis" title={application.issuer}>
                  {application.issuer}
                </span>
              </div>
              {!application.enabled && <span className="mark-badge">{text.off}</span>}
              <span className="muted">{text.accesses[application.access]}</span>
              {editable && (
                <>
                  <button
                    type="button"
                    className="link"
                    aria-label={text.editOf(application.name)}
                    onClick={() => {
                      setOpen(application);
                    }}
                  >
                    {words.tenants.edit}
                  </button>
                  <button
                    type="button"
                    className="link"
                    aria-label={text.removeOf(application.name)}
                    onClick={() => {
                      const { appId, name } = application;
                      remove.mutate(appId, {
                        onSuccess: () => {
                          offer({
                            text: text.removed(name),
                            undo: () => client.applications.restore({ tenantId, appId }),
                          });
                        },
                      });
                    }}
                  >
                    {words.people.removeShort}
                  </button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
      {remove.error !== null && <ErrorNote error={remove.error} />}
      {open !== null && (
        <ApplicationDialog
          tenantId={tenantId}
          application={open === 'new' ? null : open}
          databases={databases}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </section>
  );
}
