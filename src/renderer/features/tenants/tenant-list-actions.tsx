import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { memo } from 'react';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { ColumnMenu } from './column-menu.tsx';
import type { ColumnName } from './columns.ts';

interface Props {
  readonly chosen: readonly ColumnName[];
  readonly onColumns: (columns: readonly ColumnName[] | null) => void;
}

/** What one can do beside the search; not drawn anew with every letter that is typed there. */
export const TenantListActions = memo(function TenantListActions({ chosen, onColumns }: Props) {
  const { openDialog } = useNavigation();
  return (
    <>
      <ColumnMenu chosen={chosen} onChange={onColumns} />
      <Tooltip label={words.tenants.importTitle}>
        <ActionIcon
          variant="default"
          size={30}
          aria-label={words.tenants.importTitle}
          onClick={() => {
            openDialog('import');
          }}
        >
          <IconFileImport size={16} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Button
        size="xs"
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => {
          openDialog('new-tenant');
        }}
      >
        {words.tenants.new}
      </Button>
    </>
  );
});
