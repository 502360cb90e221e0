import { Button, FileInput, Textarea } from '@mantine/core';
import { IconFileTypeCsv } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { readUtf8 } from '../../../shared/utf8-text.ts';
import { useClient } from '../../app/bridge-context.tsx';
import { keys } from '../../app/data/keys.ts';
import { words } from '../../app/messages/words.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import './dialogs.css';

const text = words.tenants;
const largest = 20_000_000;

interface Props {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Many tenants from a CSV file: all of its lines, or none and why. */
export function ImportDialog({ opened, onClose }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [pasted, setPasted] = useState('');
  const tooLarge = (file?.size ?? pasted.length) > largest;
  const load = useMutation({
    mutationFn: async () => {
      const read =
        file === null ? { text: pasted } : readUtf8(new Uint8Array(await file.arrayBuffer()));
      if ('text' in read) return client.tenants.importCsv(read);
      return { created: 0, problems: [{ line: read.badLine, message: text.importNotUtf8 }] };
    },
    onSuccess: async (report) => {
      if (report.problems.length > 0) return;
      setFile(null);
      setPasted('');
      await queries.invalidateQueries({ queryKey: keys.tenants });
    },
  });
  const report = load.data;
  const close = () => {
    load.reset();
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} title={text.importTitle} size="34rem" asksTexts>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!tooLarge && !load.isPending) load.mutate();
        }}
      >
        <p className="muted">{text.importText}</p>
        <FileInput
          label={text.importChoose}
          placeholder={text.importChoose}
          leftSection={<IconFileTypeCsv size={16} aria-hidden />}
          accept=".csv,text/csv"
          clearable
          value={file}
          error={tooLarge ? text.importTooLarge : null}
          onChange={(chosen) => {
            setFile(chosen);
            load.reset();
          }}
        />
        <Textarea
          label={text.importPaste}
          placeholder={'key,name,owner\nbakery,The Bakery,anna@example.org'}
          classNames={{ input: 'mono' }}
          rows={5}
          disabled={file !== null}
          value={pasted}
          onChange={(event) => {
            setPasted(event.currentTarget.value);
            load.reset();
          }}
        />
        {load.error !== null && <ErrorNote error={load.error} />}
        {report?.problems.length === 0 && (
          <Note
            tone={report.created === 0 ? 'plain' : 'good'}
            title={report.created === 0 ? text.importedNone : text.imported(report.created)}
            role="status"
          />
        )}
        {report !== undefined && report.problems.length > 0 && (
          <Note tone="bad" title={text.importProblems(report.problems.length)} role="alert">
            <ul className="import-problems">
              {report.problems.map((problem) => (
                <li key={`${String(problem.line)} ${problem.message}`}>
                  <strong>{text.importLine(problem.line)}</strong> {problem.message}
                </li>
              ))}
            </ul>
          </Note>
        )}
        <div className="actions actions-end">
          <Button variant="default" onClick={close}>
            {words.frame.close}
          </Button>
          <Button
            type="submit"
            disabled={tooLarge || (file === null && pasted.trim() === '')}
            loading={load.isPending}
          >
            {text.importAction}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
