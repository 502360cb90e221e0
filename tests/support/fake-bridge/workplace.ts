import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { TenantPlace, Workplace } from '../../../src/shared/bridge/tenant-views.ts';
import type { World } from './world.ts';

/** The places of the fake console. */
export function fakeWorkplace(world: World): ConsoleApi['workplace'] {
  const placeOf = (id: string | null): readonly TenantPlace[] =>
    world.tenants
      .filter((tenant) => tenant.id === id)
      .map(({ key, name, state }) => ({ id: id ?? '', key, name, state }));
  const current = (): Promise<Workplace> =>
    Promise.resolve({
      active: placeOf(world.workplace.active)[0] ?? null,
      recent: world.workplace.recent.flatMap(placeOf),
      columns: world.workplace.columns,
    });
  return {
    current,
    switchTo: ({ id }) => {
      world.workplace.active = id;
      return current();
    },
    opened: ({ id }) => {
      const rest = world.workplace.recent.filter((other) => other !== id);
      world.workplace.recent = [id, ...rest].slice(0, 10);
      return current();
    },
    setColumns: ({ columns }) => {
      world.workplace.columns = columns;
      return current();
    },
  };
}
