import { setTimeout as pause } from 'node:timers/promises';
import type { Console } from '../../src/main/console/ports.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { tenantForm } from '../support/test-console.ts';
import { attempt, converge, tried } from './converge.ts';
import { openDevice } from './device.ts';
import {
  allFacts,
  factsOf,
  pick,
  randomEdit,
  type EditOptions,
  type TenantFacts,
} from './edits.ts';
import type { HistoryContext } from './history.ts';
import { inspectServer } from './inspect.ts';
import { quickClock } from './quick-clock.ts';

/**
 * Three laptops on one server. One sleeps through a suspension, edits meanwhile, wakes with its old registry
 * (sometimes with an old plan, sometimes without being able to replicate) and is told to apply at once,
 * together with the others.
 */
export async function playAppliers(context: HistoryContext): Promise<void> {
  const { server, watcher, random, violated, step, count } = context;
  const proxy = await startFaultProxy(server.url);
  const clock = quickClock(10);
  const awake = await openDevice(server, server.url, { clock, random, operatorName: 'anna' });
  const second = await openDevice(server, server.url, { clock, random, operatorName: 'berta' });
  const sleeper = await openDevice(server, proxy.url, { clock, random, operatorName: 'carl' });
  const oneEdit = async (console: Console, options: EditOptions) => {
    const edited = await randomEdit(console, random, options);
    return edited === null ? null : `${edited.what} ${edited.tenant.key}`;
  };
  try {
    const tenants: TenantFacts[] = [];
    for (let number = 1; number <= 3; number += 1) {
      tenants.push(factsOf(await awake.console.api.tenants.create(tenantForm(`a${number}`))));
    }
    await converge(awake.console, violated);
    await second.console.api.sync.now(undefined);
    await sleeper.console.api.sync.now(undefined);
    const victim = pick(tenants, random);
    if (victim === undefined) throw new Error('no tenant was made');
    const only = new Set([victim.id]);

    const planned = random() < 0.5;
    let oldPlan: string | null = null;
    if (planned) {
      await sleeper.console.api.tenants.setFlags({ id: victim.id, readOnly: true });
      oldPlan = (await sleeper.console.api.plan.make({ scope: 'all' })).id;
      step('the sleeper made a plan');
    }
    await proxy.pause();
    step('it sleeps');

    const { generation } = await awake.console.api.tenants.suspend({ id: victim.id });
    if ((await attempt(awake.console, violated)) === 0) violated('a suspension made no plan');
    await converge(awake.console, violated);
    watcher.withdrawn(victim.id);
    step(`${victim.key} was suspended with generation ${generation} and applied`);
    for (let edits = Math.floor(random() * 3); edits > 0; edits -= 1) {
      const editor = pick([awake.console, second.console], random) ?? awake.console;
      await tried('meanwhile', context, () => oneEdit(editor, edit('b', only)));
    }
    // What it does to the victim in its sleep must not bring the victim back either.
    const own = await allFacts(sleeper.console);
    const victimThere = own.get(victim.id);
    if (victimThere !== undefined && random() < 0.5) {
      await sleeper.console.api.tenants.setFlags({
        id: victim.id,
        readOnly: !victimThere.readOnly,
      });
      step('asleep: the flag of the victim');
    }
    for (let edits = Math.floor(random() * 3); edits > 0; edits -= 1) {
      await tried('asleep:', context, () => oneEdit(sleeper.console, edit('c', only)));
    }

    const mute = random() < 0.4;
    if (mute) {
      // It reaches the server, the lease included, but its registry cannot replicate.
      proxy.setPlan(({ path }) =>
        /^\/couch-sitter(\/|$|\?)/.test(path) && !path.startsWith('/couch-sitter/lease')
          ? { kind: 'status', status: 503 }
          : undefined,
      );
      step('its registry cannot replicate');
    }
    await proxy.resume();
    step('it wakes and is told to apply');
    const wake = async () => {
      if (oldPlan !== null) {
        const came = await applyOld(sleeper.console, oldPlan, violated);
        step(`the old plan: ${came}`);
        count(`old plan: ${came}`);
      }
      for (let round = 0; round < 2; round += 1) {
        const came = await attempt(sleeper.console, violated, random() < 0.5 ? 'all' : 'changed');
        step(`the sleeper: ${came}`);
        count(mute ? `mute sleeper: ${cameTo(came)}` : `sleeper: ${cameTo(came)}`);
      }
    };
    const others = async (console: Console, who: string) => {
      for (let round = 0; round < 3; round += 1) {
        await pause(random() * 100);
        const came = await attempt(console, violated);
        count(`${who}: ${cameTo(came)}`);
      }
    };
    await Promise.all([wake(), others(awake.console, 'awake'), others(second.console, 'second')]);

    proxy.setPlan(() => undefined);
    const all = [sleeper, second, awake];
    // Twice round, since a merge on one device is news for the others.
    for (const { console } of [...all, ...all]) await console.api.sync.now(undefined);
    for (const { console } of all) await converge(console, violated);
    for (const { console } of [...all, ...all]) await console.api.sync.now(undefined);
    await converge(awake.console, violated);
    await compareRegistries(
      all.map(({ console }) => console),
      violated,
    );
    const facts = [...(await allFacts(awake.console)).values()];
    const left = facts.find(({ id }) => id === victim.id);
    if (left?.state === 'active') violated(`${victim.key} is active again in the registry`);
    for (const wrong of await inspectServer(server, facts, watcher.remains)) violated(wrong);
  } finally {
    for (const device of [sleeper, second, awake]) await device.close();
    await proxy.stop();
  }
}

function edit(prefix: string, except: ReadonlySet<string>) {
  let made = 0;
  return {
    most: 5,
    newKey: () => `${prefix}${(made += 1)}-${Math.random().toString(36).slice(2, 7)}`,
    except,
  };
}

async function applyOld(
  console: Console,
  planId: string,
  violated: (what: string) => void,
): Promise<string> {
  try {
    const { failed, skipped } = await console.api.plan.apply({ planId });
    return failed + skipped > 0 ? 'failed in part' : 'applied';
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code === 'internal') {
      violated(`an old plan was refused without words: ${String(error)}`);
      return 'unknown';
    }
    return String(error.code);
  }
}

function cameTo(came: number | string): string {
  return typeof came === 'string' ? came : came === 0 ? 'nothing to do' : 'applied';
}

async function compareRegistries(
  consoles: readonly Console[],
  violated: (what: string) => void,
): Promise<void> {
  const texts = await Promise.all(
    consoles.map(async (console) => {
      const facts = [...(await allFacts(console)).values()];
      return JSON.stringify(facts.sort((a, b) => (a.id < b.id ? -1 : 1)));
    }),
  );
  if (new Set(texts).size > 1) violated(`the registries differ in the end: ${texts.join('\n')}`);
}
