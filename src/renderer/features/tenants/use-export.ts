import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { reportOf } from '../../app/bridge-error.ts';
import { errorWords } from '../../app/error-words.ts';
import { words } from '../../app/messages/words.ts';
import { saveTextFile } from '../../app/save-file.ts';

const text = words.tenants.bulk;

function tellFailure(error: unknown): void {
  const { title, message, remedy } = errorWords(reportOf(error));
  notifications.show({ title, message: `${message} ${remedy}`.trim(), color: 'red' });
}

/** Takes tenants out of the console: as a table, or as the files of a registry. */
export function useExport() {
  const client = useClient();
  const table = useMutation({
    mutationFn: (ids: readonly string[]) => client.tenants.exportCsv({ ids: [...ids] }),
    onSuccess: (exported) => {
      saveTextFile(text.tableName, [exported.text], 'text/csv');
    },
    onError: tellFailure,
  });
  const files = useMutation({
    mutationFn: (ids: readonly string[]) => client.tenants.exportFiles({ ids: [...ids] }),
    onSuccess: (exported) => {
      if (exported === null) return;
      notifications.show({ message: text.exported(exported.files, exported.folder) });
    },
    onError: tellFailure,
  });
  return { table, files };
}
