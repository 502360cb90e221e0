import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Console, PracticeLauncher } from '../../src/main/console/ports.ts';
import { startPracticeServer } from '../../src/practice/server.ts';
import {
  openTestConsole,
  syncStatus,
  temporaryDirectory,
  tenantForm,
} from '../support/test-console.ts';

/** Starts it in this process, on another port each time, as it happens when the old one is taken. */
const starts: (number | null)[] = [];
const practice: PracticeLauncher = {
  start: async ({ directory, username, password, preferredPort }) => {
    starts.push(preferredPort);
    const server = await startPracticeServer({
      directory,
      port: 0,
      adminUsername: username,
      adminPassword: password,
    });
    return { url: server.url, stop: () => server.stop() };
  },
};

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
let console: Console;
beforeEach(async () => {
  starts.length = 0;
  directory = await temporaryDirectory('practice');
  console = await openTestConsole(directory.path, { practice });
});
afterEach(async () => {
  await console.close();
  await directory.remove();
});

const synced = () => syncStatus(console, ({ state }) => state === 'synced');

it('connects to the practice server, provisions on it, and finds it again on another port', async () => {
  expect((await console.api.app.state(undefined)).firstRun).toBe(true);
  const tenant = await console.api.tenants.create(tenantForm('trial'));
  const info = await console.api.connection.practice(undefined);
  expect(info).toMatchObject({ practice: true, mayApply: true });
  const plan = await console.api.plan.make(undefined);
  expect(await console.api.plan.apply({ planId: plan.id })).toMatchObject({ failed: 0 });
  expect((await console.api.plan.make(undefined)).operations).toBe(0);
  await synced();
  await console.close();

  console = await openTestConsole(directory.path, { practice });
  await synced();
  expect(starts).toEqual([null, Number(new URL(info.url).port)]);
  expect((await console.api.plan.make(undefined)).operations).toBe(0);
  expect((await console.api.tenants.get({ id: tenant.id })).provisioning).toBe('applied');
  expect((await console.api.app.state(undefined)).firstRun).toBe(false);
});

it('forgets the connection: nothing replicates, and the server is stopped', async () => {
  const { url } = await console.api.connection.practice(undefined);
  await synced();
  await console.api.connection.forget(undefined);
  expect(await console.api.connection.current(undefined)).toBeNull();
  expect((await console.api.sync.status(undefined)).state).toBe('not-connected');
  await expect(fetch(url)).rejects.toThrow();
  await expect(console.api.plan.make(undefined)).rejects.toMatchObject({ code: 'not-connected' });
});
