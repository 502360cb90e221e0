import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LeakProgress } from '../../../shared/bridge/leak-views.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { LeakResult } from './leak-result.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';

const text = words.keys.leaks;

/** Chooses a folder, scans it for leaked keys, and lists what was found. A scan goes on without the dialog. */
export function LeakDialog({ onClose }: { readonly onClose: () => void }) {
  const client = useClient();
  const queries = useQueryClient();
  const [history, setHistory] = useState(true);
  const [revoking, setRevoking] = useState<{ id: string; name: string } | null>(null);
  const desk = useQuery({ queryKey: keys.leaks, queryFn: () => client.leaks.current() });
  const refresh = () => queries.invalidateQueries({ queryKey: keys.leaks });
  const choose = useMutation({ mutationFn: () => client.leaks.choose(), onSuccess: refresh });
  const scan = useMutation({
    mutationFn: () => {
      queries.setQueryData(keys.leakProgress, null);
      return client.leaks.scan({ history });
    },
    onSettled: refresh,
  });
  const cancel = useMutation({ mutationFn: () => client.leaks.cancel() });
  const progress = useQuery<LeakProgress | null>({
    queryKey: keys.leakProgress,
    queryFn: () => null,
    enabled: false,
    initialData: null,
  }).data;
  const folder = desk.data?.folder ?? null;
  const running = scan.isPending || desk.data?.running === true;
  const report = running ? null : (desk.data?.report ?? null);
  const error = choose.error ?? scan.error ?? desk.error;
  return (
    <>
      <Dialog opened onClose={onClose} title={text.title} size="46rem">
        <div className="stack">
          <p>{text.intro}</p>
          {folder !== null && (
            <p>
              <span className="muted">{text.folder}: </span>
              <code className="leak-where">{folder}</code>
            </p>
          )}
          {!running && (
            <Checkbox
              size="xs"
              label={text.history}
              checked={history}
              onChange={(event) => {
                setHistory(event.currentTarget.checked);
              }}
            />
          )}
          {running && (
            <p role="status">
              {text.running}{' '}
              {progress !== null && text.progress(progress.files, progress.objects, progress.found)}
            </p>
          )}
          {error !== null && <ErrorNote error={error} />}
          {report !== null && (
            <LeakResult
              report={report}
              onRevoke={(id, name) => {
                setRevoking({ id, name });
              }}
            />
          )}
          <div className="actions actions-end">
            {running ? (
              <Button
                variant="default"
                onClick={() => {
                  cancel.mutate();
                }}
              >
                {text.cancel}
              </Button>
            ) : (
              <>
                <Button
                  {...(folder === null ? { 'data-autofocus': true } : { variant: 'default' })}
                  loading={choose.isPending}
                  onClick={() => {
                    choose.mutate();
                  }}
                >
                  {folder === null ? text.choose : text.chooseOther}
                </Button>
                {folder !== null && (
                  <Button
                    data-autofocus
                    onClick={() => {
                      scan.mutate();
                    }}
                  >
                    {report === null ? text.scan : text.again}
                  </Button>
                )}
              </>
            )}
          </div>
        </div>
      </Dialog>
      {revoking !== null && (
        <RevokeDialog
          keyIds={[revoking.id]}
          name={revoking.name}
          onClose={() => {
            setRevoking(null);
          }}
        />
      )}
    </>
  );
}
