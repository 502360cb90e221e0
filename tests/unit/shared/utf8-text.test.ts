import { describe, expect, it } from 'vitest';
import { readUtf8 } from '../../../src/shared/utf8-text.ts';

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('reading bytes as text', () => {
  it('takes UTF-8 as it is, with its byte order mark', () => {
    const text = '\uFEFFkey,name\nbistro,Bistro Süd 🎸\n';
    expect(readUtf8(new TextEncoder().encode(text))).toEqual({ text });
    expect(readUtf8(new Uint8Array())).toEqual({ text: '' });
  });

  it('names the line of what is no UTF-8, rather than to replace a letter', () => {
    expect(readUtf8(latin1('key,name\noak,Oak\nbistro,Bistro Süd\n'))).toEqual({ badLine: 3 });
    expect(readUtf8(latin1('Süd'))).toEqual({ badLine: 1 });
  });

  it('takes no NUL, of which UTF-16 is full', () => {
    expect(readUtf8(latin1('key,name\no\u0000a\u0000k\u0000'))).toEqual({ badLine: 2 });
  });
});
