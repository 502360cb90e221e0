import { useMutation } from '@tanstack/react-query';
import { useClient } from '../../app/bridge-context.tsx';
import { words } from '../../app/messages/words.ts';
import { saveTextFile } from '../../app/save-file.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { tell } from '../../app/tell.ts';

const text = words.tenants.bulk;

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
      tell(text.exported(exported.files, exported.folder));
    },
    onError: tellFailure,
  });
  return { table, files };
}
