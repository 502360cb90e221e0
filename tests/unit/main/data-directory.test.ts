import { describe, expect, it } from 'vitest';
import { defaultDataDirectory, type Machine } from '../../../src/main/data-directory.ts';

const linux: Machine = { platform: 'linux', env: {}, home: '/home/anna' };

describe('defaultDataDirectory', () => {
  it.each([
    ['Linux', linux, '/home/anna/.local/share/mycouch-console'],
    ['Linux with XDG', { ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/mycouch-console'],
    [
      'Linux with a relative XDG, which does not count',
      { ...linux, env: { XDG_DATA_HOME: 'data' } },
      '/home/anna/.local/share/mycouch-console',
    ],
    [
      'macOS',
      { platform: 'darwin', env: {}, home: '/Users/anna' },
      '/Users/anna/Library/Application Support/MyCouch Console',
    ],
    [
      'Windows',
      { platform: 'win32', env: { APPDATA: 'D:\\Roaming' }, home: 'C:\\Users\\anna' },
      'D:\\Roaming\\MyCouch Console',
    ],
    [
      'Windows without APPDATA',
      { platform: 'win32', env: {}, home: 'C:\\Users\\anna' },
      'C:\\Users\\anna\\AppData\\Roaming\\MyCouch Console',
    ],
  ] as const)('on %s', (_system, machine, expected) => {
    expect(defaultDataDirectory(machine)).toBe(expected);
  });
});
