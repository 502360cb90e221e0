import type { TenantDetail } from '../../../shared/bridge/views.ts';
import { useCommandSet } from '../../app/commands/use-commands.ts';
import { words } from '../../app/messages/words.ts';
import { accessActionsOf, type AccessAction } from './access-actions.ts';
import { actionsIn, type TenantAction } from './tenant-actions.ts';

const text = words.tenants;

interface Opens {
  readonly action: (action: TenantAction) => void;
  readonly access: (action: AccessAction) => void;
  readonly edit: () => void;
  readonly changeKey: () => void;
  readonly purge: () => void;
  readonly copyLink: () => void;
}

/** Offers in the palette what can be done with the tenant that is open, by the dialogs of its toolbar. */
export function useTenantCommands(tenant: TenantDetail, opens: Opens): void {
  const { name } = tenant;
  const command = (id: string, label: string, run: () => void) => ({
    id: `tenant ${id}`,
    group: 'open' as const,
    label: `${label} · ${name}`,
    also: tenant.key,
    run,
  });
  useCommandSet([
    ...(tenant.state === 'deleted' ? [] : [command('edit', text.edit, opens.edit)]),
    ...actionsIn(tenant).map((action) =>
      command(action, text.actions[action].name, () => {
        opens.action(action);
      }),
    ),
    ...accessActionsOf(tenant).map((action) =>
      command(action, text.accessActions[action].name, () => {
        opens.access(action);
      }),
    ),
    command('copy-link', words.links.copy, opens.copyLink),
    ...(tenant.keyChangeable ? [command('key', text.changeKey, opens.changeKey)] : []),
    ...(tenant.state === 'deleted' && tenant.purgedAt === null
      ? [command('purge', text.purge.name, opens.purge)]
      : []),
  ]);
}
