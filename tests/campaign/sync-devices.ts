import { rm } from 'node:fs/promises';
import { tried } from './converge.ts';
import { pick } from './edits.ts';
import type { HistoryContext } from './history.ts';
import { quickClock } from './quick-clock.ts';
import { skewedClock } from './skewed-clock.ts';
import { decideConflict, type Decided } from './sync-decide.ts';
import {
  type DeviceImage,
  openSyncDevice,
  startSyncDevice,
  type SyncDevice,
  type SyncDeviceOptions,
} from './sync-device.ts';
import { finish } from './sync-finish.ts';
import { randomKeyOperation } from './sync-keys.ts';
import { createSyncModel } from './sync-model.ts';
import { randomOperation } from './sync-operations.ts';

const names = ['anna', 'berta', 'carl', 'dora', 'emil'] as const;
const year = 365 * 24 * 3600 * 1000;
const rounds = 3;

/**
 * Three to five laptops on one registry that edit at random, most of the time offline, some with a date that
 * is a year off, some killed, some put back to an old copy or going on beside one; in the end all meet.
 * @param many devices; null: 3 to 5 at random
 */
export async function playDevices(
  context: HistoryContext,
  many: number | null = null,
): Promise<void> {
  const { server, random, violated, step, count } = context;
  const model = createSyncModel();
  const devices: SyncDevice[] = [];
  const decided: Decided[] = [];
  const images = new Map<string, DeviceImage>();
  let texts = 0;
  const newText = () => `v${String((texts += 1))}q`;
  let keys = 0;
  let fork: 'no' | 'may' | 'sure' = 'no';
  /** The edits of a device and of the copy beside it since both went apart. */
  let apart: { readonly names: readonly string[]; readonly from: number } | null = null;

  const optionsOf = (name: string, skew: number): SyncDeviceOptions => ({
    server,
    name,
    clock: skewedClock(quickClock(10), skew),
    random,
    violated,
    count,
  });

  /** Something that may rightly be refused, in words. */
  async function counted(who: string, act: () => Promise<string | null>): Promise<void> {
    const refused = await tried(who, context, act);
    if (refused !== null) count(`refused: ${refused}`);
  }

  async function goOnline(device: SyncDevice, online: boolean): Promise<void> {
    const { link } = device;
    if (link.online === online) return;
    if (!online) noteFork();
    link.online = online;
    for (const one of devices) if (one.link === link) model.online(one.name, online);
    await (online ? link.proxy.resume() : link.proxy.pause());
    step(`${device.name} is ${online ? 'online' : 'offline'}`);
    if (online) noteFork();
  }

  /** Both wrote before either heard of the other. */
  function noteFork(): void {
    if (apart === null) return;
    const since = model.operations().slice(apart.from);
    const wrote = apart.names.every((name) => since.some(({ device }) => device === name));
    if (wrote) fork = 'sure';
    apart = null;
  }

  async function exchange(device: SyncDevice): Promise<void> {
    const { state } = await device.console().api.sync.now(undefined);
    if (state === 'synced') model.arrived(device.name);
    step(`${device.name} is ${state}`);
  }

  async function crash(device: SyncDevice): Promise<void> {
    await device.crash();
    count('kills');
    step(`${device.name} was killed and started again`);
  }

  /** An old copy is kept, and some time later the device is that copy again. */
  async function copyOrPutBack(device: SyncDevice): Promise<void> {
    const image = images.get(device.name);
    const kept = `${device.name} as it was`;
    if (image === undefined) {
      images.set(device.name, await device.image());
      model.copied(device.name, kept);
      step(`${device.name} was copied`);
      return;
    }
    images.delete(device.name);
    await device.putBack(image);
    model.leaves(device.name);
    model.copied(kept, device.name);
    model.leaves(kept);
    model.online(device.name, device.link.online);
    if (fork === 'no') fork = 'may';
    count('put back to an old copy');
    step(`${device.name} was put back to its copy`);
  }

  /** A copy of a device that is offline goes on beside it. */
  async function double(device: SyncDevice): Promise<void> {
    if (device.link.online) await goOnline(device, false);
    const name = `${device.name}-copy`;
    if (apart !== null || devices.some((one) => one.name === name)) return;
    devices.push(await openSyncDevice(optionsOf(name, 0), device.link, await device.image()));
    model.copied(device.name, name);
    apart = { names: [device.name, name], from: model.operations().length };
    if (fork === 'no') fork = 'may';
    count('copies that went on');
    step(`${device.name} goes on twice`);
  }

  try {
    const wanted = many ?? 3 + Math.floor(random() * 3);
    for (const name of names.slice(0, wanted)) {
      const skew = random() < 0.4 ? (random() < 0.5 ? year : -year) : 0;
      if (skew !== 0) step(`the date of ${name} is a year ${skew > 0 ? 'ahead' : 'behind'}`);
      devices.push(await startSyncDevice(optionsOf(name, skew)));
      model.joins(name, true);
    }
    const operation = (device: SyncDevice) => () =>
      randomOperation({
        device,
        model,
        random,
        newText,
        newKey: () => `t${String((keys += 1))}`,
        most: 3,
      });
    const [first] = devices;
    if (first !== undefined) await counted(first.name, operation(first));
    for (const device of devices) await exchange(device);

    for (let round = 0; round < rounds; round += 1) {
      for (const device of devices) await goOnline(device, random() < 0.3);
      for (let acts = 4 + Math.floor(random() * 6); acts > 0; acts -= 1) {
        const device = pick(devices, random);
        if (device === undefined) continue;
        const choice = random();
        if (choice < 0.04) await crash(device);
        else if (choice < 0.08) await copyOrPutBack(device);
        else if (choice < 0.1) await double(device);
        else if (choice < 0.16) {
          await counted(device.name, () => randomKeyOperation({ device, model, random, newText }));
        } else if (choice < 0.28) {
          await counted(device.name, async () => {
            const one = await decideConflict({ device, model, random });
            if (one === null) return null;
            decided.push(one);
            count('conflicts decided');
            return one.what;
          });
        } else await counted(device.name, operation(device));
      }
      for (const device of devices) {
        if (random() < 0.5) await goOnline(device, true);
      }
      for (const device of devices) if (device.link.online) await exchange(device);
    }
    count('operations', model.operations().length);
    for (const device of devices) await goOnline(device, true);
    await finish({ server, devices, model, decided, fork, violated, step, count });
  } finally {
    for (const device of devices) await device.close();
    for (const device of devices) await device.remove();
    for (const { directory } of images.values())
      await rm(directory, { recursive: true, force: true });
  }
}
