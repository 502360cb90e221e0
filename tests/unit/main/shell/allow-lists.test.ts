import { describe, expect, it } from 'vitest';
import { mayKeep, mayLoad, mayOpenExternally } from '../../../../src/main/shell/allow-lists.ts';

describe('mayOpenExternally', () => {
  it('lets the documentation of CouchDB through', () => {
    expect(mayOpenExternally('https://docs.couchdb.org/en/stable/api/')).toBe(true);
  });

  it.each([
    'http://docs.couchdb.org/',
    'https://docs.couchdb.org.evil.example/',
    'https://evil.example/docs.couchdb.org',
    'https://docs.couchdb.org@evil.example/',
    'https://user:pw@docs.couchdb.org/',
    'https://docs.couchdb.org:8443/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://docs.couchdb.org/share',
    'ms-msdt:/id',
    'mailto:a@b.example',
    'docs.couchdb.org',
    '',
  ])('refuses %s', (address) => {
    expect(mayOpenExternally(address)).toBe(false);
  });
});

describe('mayLoad', () => {
  it('loads the own pages always and the inspector only while developing', () => {
    expect(mayLoad('app://console/index.html', false)).toBe(true);
    expect(mayLoad('devtools://devtools/bundled/inspector.html', true)).toBe(true);
    expect(mayLoad('devtools://devtools/bundled/inspector.html', false)).toBe(false);
  });

  it.each([
    'http://127.0.0.1:5984/',
    'https://example.com/',
    'ws://127.0.0.1/',
    'wss://example.com/',
    'file:///etc/passwd',
    'ftp://example.com/',
    'data:text/html,x',
    'blob:app://console/1',
    'app://other/',
    'chrome://version',
    'chrome-extension://abc/x.js',
  ])('refuses %s', (address) => {
    expect(mayLoad(address, true)).toBe(false);
  });
});

describe('mayKeep', () => {
  const plan = { address: 'blob:app://console/1f0c', fileName: 'plan-2026.json', byPerson: true };

  it('lets a person keep a plan that the window made', () => {
    expect(mayKeep(plan)).toBe(true);
  });

  it.each([
    { byPerson: false },
    { address: 'https://example.com/plan.json' },
    { address: 'blob:https://example.com/1' },
    { address: 'blob:app://console.evil/1' },
    { address: 'app://console/index.html' },
    { address: 'data:application/json,{}' },
    { fileName: 'plan.exe' },
    { fileName: 'plan.json.exe' },
    { fileName: '../plan.json' },
    { fileName: '.json' },
    { fileName: '' },
  ])('refuses %o', (changed) => {
    expect(mayKeep({ ...plan, ...changed })).toBe(false);
  });
});
