import type { CatchUpState } from '../../../src/shared/bridge/catch-up-views.ts';
import type { ConsoleApi } from '../../../src/shared/bridge/contract.ts';
import type { World } from './world.ts';

export function fakeCatchUp(world: World): ConsoleApi['catchUp'] {
  const state = (): CatchUpState => ({
    current: world.catchUp,
    askBeforeApplying: world.askBeforeApplying,
  });
  const changed = () => {
    world.emit('catchUp.changed', state());
    return Promise.resolve(state());
  };
  return {
    current: () => Promise.resolve(state()),
    acknowledge: () => {
      world.catchUp = null;
      return changed();
    },
    setAsking: ({ ask }) => {
      world.askBeforeApplying = ask;
      return changed();
    },
  };
}
