import { setTimeout as pause } from 'node:timers/promises';
import { reportError } from '../../src/shared/errors.ts';
import { tried, untold } from './converge.ts';
import { cutCable, disturb } from './faults.ts';
import type { HistoryContext } from './history.ts';
import { quickClock } from './quick-clock.ts';
import { startSyncDevice, type SyncDevice } from './sync-device.ts';
import { finish } from './sync-finish.ts';
import { createSyncModel } from './sync-model.ts';
import { randomOperation } from './sync-operations.ts';

const rounds = 4;

/**
 * Two laptops whose networks do everything a network can do while they edit and replicate; where the server can
 * be put back to an older copy of itself, it sometimes is.
 */
export async function playNetwork(context: HistoryContext): Promise<void> {
  const { server, watcher, random, violated, step, count } = context;
  const model = createSyncModel();
  const devices: SyncDevice[] = [];
  let texts = 0;
  let keys = 0;
  try {
    for (const name of ['anna', 'berta']) {
      const clock = quickClock(20);
      devices.push(await startSyncDevice({ server, name, clock, random, violated, count }));
      model.joins(name, true);
    }
    const putsBack = server.backUp !== undefined && random() < 0.2;
    let putBack: (() => Promise<void>) | null = null;
    for (const { name, link } of devices) step(`${name}: ${disturb(link.proxy, random)}`);
    for (let round = 0; round < rounds; round += 1) {
      if (putsBack && (round === 1 || round === 3)) {
        await watcher.whileAway(async () => {
          for (const device of devices) await device.serverSetBack();
          if (putBack === null) putBack = (await server.backUp?.()) ?? null;
          else await putBack();
        });
        step(round === 1 ? 'the server was copied' : 'the server was put back to its copy');
        if (round === 3) count('servers put back');
      }
      for (const device of devices) {
        for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
          await tried(device.name, context, () =>
            randomOperation({
              device,
              model,
              random,
              newText: () => `v${String((texts += 1))}q`,
              newKey: () => `n${String((keys += 1))}`,
              most: 3,
            }),
          );
        }
      }
      await Promise.all(
        devices.map(async ({ name, link, console }) => {
          const [cut, wait] = [random() < 0.3, random() * 100];
          const back = cut ? cutCable(link.proxy, random) : pause(wait);
          try {
            const { state, error } = await console().api.sync.now(undefined);
            step(`${name} is ${state}${error === null ? '' : ` (${error.code})`}`);
            count(error === null ? state : `${state}: ${error.code}`);
            if (error !== null && (error.code === 'internal' || error.message === ''))
              violated(`a failure of sync is not explained: ${error.code} ${error.message}`);
          } catch (error) {
            const problem = untold(error);
            if (problem !== null) violated(problem);
            step(`${name} could not: ${reportError(error).code}`);
          }
          await back;
        }),
      );
    }
    for (const { link } of devices) {
      for (const [kind, many] of Object.entries(link.proxy.faults())) count(`fault ${kind}`, many);
      link.proxy.setPlan(() => undefined);
    }
    step('the network is well again');
    await finish({ server, devices, model, decided: [], fork: 'no', violated, step, count });
  } finally {
    for (const device of devices) await device.close();
    for (const device of devices) await device.remove();
  }
}
