import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconCheck, IconTerminal2 } from '@tabler/icons-react';
import type { Operation } from '../../../shared/planning/plan.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { JsonBlock } from '../../components/json-block.tsx';
import { operationRequest } from './operation-request.ts';

const text = words.plan;

/** Puts the request on the clipboard as a curl command, without credentials. */
function CopyAsCurl({ planId, operation }: { planId: string; operation: Operation }) {
  const client = useClient();
  const copy = useMutation({
    mutationFn: async () => {
      const curl = await client.plan.curl({ planId, operationId: operation.id });
      await client.app.copy({ text: curl, secret: false });
    },
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={
          copy.isSuccess ? (
            <IconCheck size={13} aria-hidden />
          ) : (
            <IconTerminal2 size={13} aria-hidden />
          )
        }
        onClick={() => {
          copy.mutate();
        }}
      >
        {text.curl}
      </Button>
      <span role="status" className="muted">
        {copy.isSuccess ? text.curlCopied : ''}
      </span>
      {copy.error !== null && <ErrorNote error={copy.error} />}
    </>
  );
}

interface Props {
  /** Null where it cannot be copied, as out of another plan. */
  readonly planId: string | null;
  readonly operation: Operation;
}

/** The exact request, with what it replaces beside it. */
export function OperationRequestView({ planId, operation }: Props) {
  const { line, before, body } = operationRequest(operation);
  return (
    <div className="operation-request">
      <div className="operation-request-line">
        <code>{line}</code>
        {planId !== null && <CopyAsCurl planId={planId} operation={operation} />}
      </div>
      <div className="operation-sides">
        {before !== undefined && <Side title={text.before} value={before} />}
        {body !== undefined && (
          <Side title={before === undefined ? text.body : text.after} value={body} />
        )}
      </div>
    </div>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <p className="operation-side">{title}</p>
      <JsonBlock label={title} value={value ?? text.nothingBefore} />
    </div>
  );
}
