import { describe, expect, it, vi } from 'vitest';
import { onAbort } from '../../../src/couch/on-abort.ts';

describe('many who wait for one signal', () => {
  it('tells everybody once, but those who no longer wait, by one listener', () => {
    const control = new AbortController();
    const listen = vi.spyOn(control.signal, 'addEventListener');
    const [first, second, third] = [vi.fn(), vi.fn(), vi.fn()];
    onAbort(control.signal, first);
    const stop = onAbort(control.signal, second);
    onAbort(control.signal, third);
    stop();
    control.abort();
    control.abort();
    expect([first, second, third].map(({ mock }) => mock.calls.length)).toEqual([1, 0, 1]);
    expect(listen).toHaveBeenCalledTimes(1);
  });

  it('keeps signals apart', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const [ofOne, ofOther] = [vi.fn(), vi.fn()];
    onAbort(one.signal, ofOne);
    onAbort(other.signal, ofOther);
    other.abort();
    expect(ofOne).not.toHaveBeenCalled();
    expect(ofOther).toHaveBeenCalledTimes(1);
  });
});
