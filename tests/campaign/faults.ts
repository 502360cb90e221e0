import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, type FaultProxy, seeded, startFaultProxy } from '../support/fault-proxy.ts';
import { attempt, converge, tried } from './converge.ts';
import { openDevice } from './device.ts';
import { allFacts, randomEdit } from './edits.ts';
import type { HistoryContext } from './history.ts';
import { inspectServer } from './inspect.ts';
import { quickClock } from './quick-clock.ts';

const networkFaults: readonly Fault[] = [
  { kind: 'reset' },
  { kind: 'reset-after' },
  { kind: 'cut', bytes: 0 },
  { kind: 'cut', bytes: 20 },
  { kind: 'delay', milliseconds: 5 },
  // Long enough for later requests to overtake it.
  { kind: 'delay', milliseconds: 60 },
  { kind: 'status', status: 401 },
  { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'garbage' },
];

const rounds = 4;

/** A console that edits, plans and applies while its network does everything a network can do. */
export async function playFaults(context: HistoryContext): Promise<void> {
  const { server, watcher, random, violated, step, count } = context;
  const proxy = await startFaultProxy(server.url);
  const device = await openDevice(server, proxy.url, { clock: quickClock(20), random });
  const { console } = device;
  let made = 0;
  const newKey = () => `f${(made += 1)}-${Math.floor(random() * 1e6).toString(36)}`;
  try {
    step(disturb(proxy, random));
    for (let round = 0; round < rounds; round += 1) {
      for (let edits = 1 + Math.floor(random() * 3); edits > 0; edits -= 1) {
        await tried('the console', context, async () => {
          const edited = await randomEdit(console, random, { most: 3, newKey });
          return edited === null ? null : `${edited.what} ${edited.tenant.key}`;
        });
      }
      const back = random() < 0.3 ? cutCable(proxy, random) : null;
      const came = await attempt(console, violated, random() < 0.5 ? 'all' : 'changed');
      step(`planned and applied: ${came}`);
      count(typeof came === 'number' ? 'applied' : `refused with ${came}`);
      await back;
    }
    for (const [kind, many] of Object.entries(proxy.faults())) count(`fault ${kind}`, many);
    proxy.setPlan(() => undefined);
    step('the network is well again');
    await converge(console, violated);
    const status = await console.api.sync.now(undefined);
    if (status.state !== 'synced') violated(`the registry is ${status.state} in the end`);
    const facts = [...(await allFacts(console)).values()];
    for (const wrong of await inspectServer(server, facts, watcher.remains)) violated(wrong);
  } finally {
    await device.close();
    await proxy.stop();
  }
}

/**
 * Lets a proxy make some kinds of faults at random from now on.
 * @returns what it does, in words
 */
export function disturb(proxy: FaultProxy, random: () => number): string {
  const some = networkFaults.filter(() => random() < 0.6);
  const share = 0.05 + random() * 0.3;
  const faults = some.length === 0 ? networkFaults : some;
  const plan = seeded(Math.floor(random() * 2 ** 31), share, faults);
  proxy.setPlan((request) => {
    const fault = plan(request);
    // A 401 to a sign-in is an answer about the password, which is rightly not sent again.
    const refused = fault?.kind === 'status' && fault.status === 401;
    return refused && request.path.startsWith('/_session') ? undefined : fault;
  });
  return `${Math.round(share * 100)} % of ${faults.map(faultName).join(', ')}`;
}

/** The server refuses connections for a moment in the middle of whatever is going on. */
export async function cutCable(proxy: FaultProxy, random: () => number): Promise<void> {
  const [before, during] = [random() * 120, random() * 200];
  await pause(before);
  await proxy.pause();
  await pause(during);
  await proxy.resume();
}

function faultName(fault: Fault): string {
  switch (fault.kind) {
    case 'status':
      return String(fault.status);
    case 'delay':
      return `${fault.milliseconds} ms late`;
    case 'cut':
      return `cut after ${fault.bytes} bytes`;
    case 'pass':
    case 'reset':
    case 'reset-after':
    case 'garbage':
      return fault.kind;
  }
}
