import { describe, expect, it } from 'vitest';
import { runMove } from '../../../../src/gateway/move/run-move.ts';
import { manualClock } from '../../../support/manual-clock.ts';

const whole = {
  MOVE_FROM_URL: 'http://127.0.0.1:5986',
  MOVE_FROM_USER: 'gateway',
  MOVE_FROM_PASSWORD_FILE: '/here',
  COUCHDB_URL: 'http://127.0.0.1:5984',
  COUCHDB_USER: 'admin',
};

describe('a move that cannot begin', () => {
  it.each([
    ['without an account', { COUCHDB_USER: '' }, 'Moving needs COUCHDB_USER'],
    ['without a password', {}, 'Moving needs COUCHDB_PASSWORD, or'],
    ['with a file that is not there', { COUCHDB_PASSWORD_FILE: '/none' }, 'can be read'],
  ])('%s says what is missing, and asks nobody', async (_how, more, words) => {
    const said: string[] = [];
    const code = await runMove({
      environment: { ...whole, ...more },
      readFile: (path) => {
        if (path !== '/here') throw new Error('ENOENT');
        return 'kept\n';
      },
      clock: manualClock(),
      random: () => 0,
      print: () => undefined,
      complain: (line) => said.push(line),
    });
    expect(code).toBe(78);
    expect(said.join('\n')).toContain(words);
  });
});
