import { describe, expect, it } from 'vitest';
import { addServer } from '../../../../src/shared/commands/add-server.ts';
import { markServer, type MarkServerInput } from '../../../../src/shared/commands/mark-server.ts';
import { safestMarks, serverMarks, unmarked } from '../../../../src/shared/documents/server.ts';
import { sampleContext, sampleState, store } from '../../../support/registry-samples.ts';

const couchdbUuid = '0123456789abcdef0123456789abcdef';
const serverId = `server_${couchdbUuid}`;

function known() {
  const state = sampleState();
  const url = 'http://127.0.0.1:5984';
  store(
    state,
    addServer({ couchdbUuid, name: 'Home', url, practice: false })(state.snapshot(), sampleContext),
  );
  const mark = (input: Omit<MarkServerInput, 'serverId'>) =>
    markServer({ serverId, ...input })(state.snapshot(), sampleContext);
  return {
    mark,
    done: (input: Omit<MarkServerInput, 'serverId'>) => store(state, mark(input)),
    marks: () => {
      const server = state.snapshot().servers.get(serverId);
      return server === undefined ? null : serverMarks(server);
    },
    name: () => state.snapshot().servers.get(serverId)?.name,
  };
}

describe('marking a server', () => {
  it('puts marks on without asking, and tells in the audit log what was and what is', () => {
    const { mark, done, marks } = known();
    expect(marks()).toEqual(unmarked);
    expect(mark({ production: true }).audit[0]).toMatchObject({
      action: 'server_marked',
      resource_id: serverId,
      details: { before: { production: false }, after: { name: 'Home', production: true } },
    });
    done({ production: true, readOnly: true, agentApplies: 'corrections' });
    expect(marks()).toEqual({ production: true, readOnly: true, agentApplies: 'corrections' });
    expect(mark({ production: true })).toMatchObject({ documents: [], result: { changed: false } });
  });

  it.each([{ production: false }, { readOnly: false }, { production: false, readOnly: false }])(
    'takes a protection off only with the name of the server: %j',
    (off) => {
      const { mark, done, marks } = known();
      done({ production: true, readOnly: true });
      for (const confirm of [undefined, null, '', 'home', 'Home ', 'yes']) {
        expect(() => mark({ ...off, confirm })).toThrow(
          expect.objectContaining({ code: 'confirmation-needed' }),
        );
      }
      done({ ...off, confirm: 'Home' });
      expect(marks()).toMatchObject(off);
    },
  );

  it('asks for the name that the server has, not for the one it is to get', () => {
    const { mark, done, name } = known();
    done({ production: true });
    const off = { production: false, name: 'Spare' };
    expect(() => mark({ ...off, confirm: 'Spare' })).toThrow(
      expect.objectContaining({ code: 'confirmation-needed' }),
    );
    done({ ...off, confirm: 'Home' });
    expect(name()).toBe('Spare');
  });

  it('refuses a server that the registry does not know', () => {
    expect(() =>
      markServer({ serverId: `server_${'f'.repeat(32)}`, production: true })(
        sampleState().snapshot(),
        sampleContext,
      ),
    ).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('keeps fields that it does not know', () => {
    const { mark } = known();
    expect(mark({ readOnly: true }).documents[0]).toMatchObject({
      url: 'http://127.0.0.1:5984',
      createdBy: 'anna',
      readOnly: true,
    });
  });
});

describe('the safest of several opinions', () => {
  it('keeps every protection and the smallest allowance', () => {
    expect(
      safestMarks([
        { production: true, readOnly: false, agentApplies: 'corrections' },
        { production: false, readOnly: true, agentApplies: 'edits' },
      ]),
    ).toEqual({ production: true, readOnly: true, agentApplies: 'edits' });
    expect(safestMarks([])).toEqual(unmarked);
  });
});
