import { describe, expect, it } from 'vitest';
import { addServer } from '../../../../src/shared/commands/add-server.ts';
import { ensureBlueprint } from '../../../../src/shared/commands/ensure-blueprint.ts';
import { shopBlueprint } from '../../../../src/shared/documents/blueprint.ts';
import { createIndexState } from '../../../../src/main/registry/index-state.ts';
import { sampleContext, sampleState, store } from '../../../support/registry-samples.ts';

const input = {
  couchdbUuid: '0123456789abcdef0123456789abcdef',
  name: 'Home',
  url: 'http://127.0.0.1:5984',
  practice: false,
};

describe('adding a server', () => {
  it('adds, then has nothing to do, then brings the address up to date and leaves the name', () => {
    const state = sampleState();
    const added = addServer(input)(state.snapshot(), sampleContext);
    store(state, added);
    expect(addServer(input)(state.snapshot(), sampleContext).documents).toEqual([]);
    const url = 'http://10.0.0.1:5984';
    const moved = addServer({ ...input, name: 'Work', url })(state.snapshot(), sampleContext);
    expect(moved.audit[0]).toMatchObject({
      action: 'server_changed',
      details: { before: { url: input.url }, after: { url } },
    });
    expect(moved.documents[0]).toMatchObject({ createdBy: 'anna', name: 'Home', url });
    expect(added.audit[0]?.action).toBe('server_added');
  });

  it.each(['http://anna:pw@127.0.0.1', 'ftp://127.0.0.1', 'nonsense'])('refuses %s', (url) => {
    const attempt = () => addServer({ ...input, url })(sampleState().snapshot(), sampleContext);
    expect(attempt).toThrow(expect.objectContaining({ code: 'address-invalid' }));
    expect(attempt).not.toThrow(/pw/);
  });
});

describe('the preset blueprint', () => {
  it('is written once, and unchanged by whoever writes it', () => {
    const state = createIndexState();
    const outcome = ensureBlueprint(shopBlueprint)(state.snapshot(), sampleContext);
    expect(outcome.documents).toEqual([shopBlueprint]);
    store(state, outcome);
    expect(ensureBlueprint(shopBlueprint)(state.snapshot(), sampleContext).documents).toEqual([]);
  });
});
