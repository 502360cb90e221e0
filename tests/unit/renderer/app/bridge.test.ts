import { describe, expect, it, vi } from 'vitest';
import { contract } from '../../../../src/shared/bridge/contract.ts';
import { connectBridge } from '../../../../src/renderer/app/bridge.ts';
import { BridgeError, reportOf } from '../../../../src/renderer/app/bridge-error.ts';

type Answer = (argument: unknown) => unknown;

/** What the preload exposes, every call answering the same. */
function hostAnswering(answer: Answer, on: unknown = () => () => undefined) {
  const mycouch: Record<string, unknown> = { on };
  for (const [domain, calls] of Object.entries(contract)) {
    mycouch[domain] = Object.fromEntries(Object.keys(calls).map((call) => [call, answer]));
  }
  return { mycouch };
}

const report = { code: 'key-taken', message: 'Taken.', remedy: '', details: {} };

describe('the bridge', () => {
  it('answers the value of a call and passes its argument on', async () => {
    const call = vi.fn<Answer>(() => Promise.resolve({ ok: true, value: 7 }));
    const { client } = connectBridge(hostAnswering(call));
    await expect(client.vault.unlock({ passphrase: 'x' })).resolves.toBe(7);
    expect(call).toHaveBeenCalledWith({ passphrase: 'x' });
  });

  it('throws what the console reports, with its code', async () => {
    const { client } = connectBridge(
      hostAnswering(() => Promise.resolve({ ok: false, error: report })),
    );
    const failure: unknown = await client.sync.now().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BridgeError);
    expect(reportOf(failure)).toEqual(report);
  });

  it.each([
    ['no envelope', 'text'],
    ['nothing', undefined],
    ['an unknown code', { ok: false, error: { ...report, code: 'made-up' } }],
    ['an error without a message', { ok: false, error: { code: 'conflict' } }],
    ['neither yes nor no', { value: 1 }],
  ])('refuses an answer that is %s', async (_, answer) => {
    const { client } = connectBridge(hostAnswering(() => Promise.resolve(answer)));
    await expect(client.sync.status()).rejects.toMatchObject({ code: 'internal' });
  });

  it.each([
    ['no bridge', {}],
    ['a bridge without events', { mycouch: { ...hostAnswering(() => null).mycouch, on: null } }],
    [
      'a bridge that lacks a domain',
      { mycouch: { ...hostAnswering(() => null).mycouch, plan: 1 } },
    ],
    ['a bridge that lacks a call', { mycouch: { ...hostAnswering(() => null).mycouch, plan: {} } }],
    ['no window at all', null],
  ])('does not connect to %s', (_, host) => {
    expect(() => connectBridge(host)).toThrow(BridgeError);
  });

  it('hears events of the known shape, drops others, and stops', () => {
    const stop = vi.fn();
    const heardBy: ((payload: unknown) => void)[] = [];
    const on = (_name: unknown, listener: (payload: unknown) => void) => {
      heardBy.push(listener);
      return stop;
    };
    const listener = vi.fn();
    const unsubscribe = connectBridge(hostAnswering(() => null, on)).on(
      'registry.changed',
      listener,
    );
    heardBy[0]?.({ nothing: true });
    heardBy[0]?.(null);
    heardBy[0]?.({ revision: 3 });
    expect(listener.mock.calls).toEqual([[{ revision: 3 }]]);
    unsubscribe();
    expect(stop).toHaveBeenCalledOnce();
  });

  it('takes null for a connection that ended', () => {
    const heardBy: ((payload: unknown) => void)[] = [];
    const host = hostAnswering(
      () => null,
      (_name: unknown, listener: (payload: unknown) => void) => heardBy.push(listener),
    );
    const listener = vi.fn();
    connectBridge(host).on('connection.changed', listener);
    heardBy[0]?.(null);
    expect(listener).toHaveBeenCalledWith(null);
  });

  it('keeps no message of an error that is not from the console', () => {
    expect(reportOf(new Error('secret path')).message).toBe('');
  });
});
