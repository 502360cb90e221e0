import { describe, expect, it } from 'vitest';
import { markServer } from '../../../../src/shared/commands/mark-server.ts';
import { safestServer, undecided } from '../../../../src/shared/conflicts/safest-server.ts';
import { serverMarks, type Server } from '../../../../src/shared/documents/server.ts';
import { sampleContext, sampleState } from '../../../support/registry-samples.ts';

const couchdb_uuid = '0123456789abcdef0123456789abcdef';
const leaf = (_rev: string, more: Partial<Server> = {}): Server => ({
  _id: `server_${couchdb_uuid}`,
  _rev,
  type: 'server',
  couchdb_uuid,
  name: 'Home',
  url: 'http://127.0.0.1:5984',
  practice: false,
  createdAt: sampleContext.now,
  createdBy: 'anna',
  updatedAt: sampleContext.now,
  updatedBy: 'anna',
  ...more,
});

describe('conflicting leaves of a server', () => {
  it('keep every protection that one of them has, and the name of the winner', () => {
    const winner = leaf('3-b', { name: 'Live', agentApplies: 'corrections' });
    const safest = safestServer(winner, [
      leaf('3-a', { readOnly: true, agentApplies: 'edits' }),
      leaf('2-c', { production: true }),
    ]);
    expect(safest).toMatchObject({ _rev: '3-b', name: 'Live' });
    expect(serverMarks(safest)).toEqual({
      production: true,
      readOnly: true,
      agentApplies: 'nothing',
    });
  });

  it('do not bring back a mark that somebody has taken off since', () => {
    const other = leaf('3-a', { readOnly: true });
    const shown = safestServer(leaf('3-b'), [other]);
    const snapshot = { ...sampleState().snapshot(), servers: new Map([[shown._id, shown]]) };
    const { documents } = markServer({
      serverId: shown._id,
      readOnly: false,
      confirm: 'Home',
    })(snapshot, sampleContext);
    const [written] = documents;
    if (written?.type !== 'server') throw new Error('no server was written');
    const next = { ...written, _rev: '4-d' };
    expect(serverMarks(safestServer(next, [other])).readOnly).toBe(false);
    expect(undecided([next, other])).toEqual([next]);
    const later = leaf('4-e', { readOnly: true });
    expect(serverMarks(safestServer(next, [other, later])).readOnly).toBe(true);
  });

  it('are none: the document is as it is', () => {
    const only = leaf('1-a', { production: true });
    expect(safestServer(only, [])).toBe(only);
  });
});
