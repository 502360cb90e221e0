import { expect, it } from 'vitest';
import { memorySecretStore } from '../../../../src/main/secrets/memory-secret-store.ts';

it('answers as the real store does: what was set, null for what was not', async () => {
  const store = memorySecretStore();
  expect(store.status().state).toBe('open');
  await store.setMany(new Map([['a', 'one']]));
  await store.set('b', 'two');
  expect([await store.get('a'), await store.get('b'), await store.get('c')]).toEqual([
    'one',
    'two',
    null,
  ]);
  await store.delete('a');
  expect([store.has('a'), store.has('b')]).toEqual([false, true]);
});
