import { describe, expect, it } from 'vitest';
import { isTrustedSender, type Sender } from '../../../../src/main/shell/sender.ts';

const own: Sender = {
  webContentsId: 7,
  windowWebContentsId: 7,
  isMainFrame: true,
  frame: { origin: 'app://console', url: 'app://console/index.html' },
};

describe('isTrustedSender', () => {
  it('trusts the main frame of the own window on the own origin', () => {
    expect(isTrustedSender(own)).toBe(true);
  });

  it.each<[string, Partial<Sender>]>([
    ['another web contents', { webContentsId: 8 }],
    ['a message while there is no window', { windowWebContentsId: null }],
    ['a frame inside the page', { isMainFrame: false }],
    ['a frame that is gone', { frame: null }],
    ['a file', { frame: { origin: 'file://', url: 'file:///tmp/index.html' } }],
    ['a web site', { frame: { origin: 'https://console', url: 'https://console/index.html' } }],
    ['another host of the scheme', { frame: { origin: 'app://other', url: 'app://other/' } }],
    [
      'a host that only begins alike',
      { frame: { origin: 'app://console.evil', url: 'app://console.evil/' } },
    ],
    ['an opaque origin at our address', { frame: { origin: 'null', url: own.frame?.url ?? '' } }],
    ['our origin at a foreign address', { frame: { origin: 'app://console', url: 'about:blank' } }],
    [
      'an address with credentials',
      { frame: { origin: 'app://console', url: 'app://user:pw@console/index.html' } },
    ],
    ['no address at all', { frame: { origin: 'app://console', url: '' } }],
  ])('refuses %s', (_what, change) => {
    expect(isTrustedSender({ ...own, ...change })).toBe(false);
  });
});
