import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseWindowState,
  placeWindow,
  smallestWindow,
  type Bounds,
} from '../../../../src/main/shell/window-state.ts';

const laptop: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const second: Bounds = { x: 1440, y: 0, width: 2560, height: 1400 };

describe('placeWindow', () => {
  it('stands in the middle of the first display at first', () => {
    const { bounds, maximized } = placeWindow(null, [laptop, second]);
    expect(maximized).toBe(false);
    expect(bounds).toEqual({ x: 80, y: 52, width: 1280, height: 820 });
  });

  it('comes back where it was, on the second display too', () => {
    const bounds = { x: 1700, y: 100, width: 1200, height: 900 };
    expect(placeWindow({ bounds, maximized: true }, [laptop, second])).toEqual({
      bounds,
      maximized: true,
    });
  });

  it('comes back to the first display when its own is gone, in its size as far as that fits', () => {
    const bounds = { x: 1700, y: 100, width: 1200, height: 1000 };
    expect(placeWindow({ bounds, maximized: false }, [laptop]).bounds).toEqual({
      x: 120,
      y: 25,
      width: 1200,
      height: 875,
    });
  });

  it('does not come back with its title bar out of reach', () => {
    for (const [x, y] of [
      [100, -300],
      [100, 880],
      [1430, 100],
      [-1190, 100],
    ] as const) {
      const { bounds } = placeWindow(
        { bounds: { x, y, width: 1200, height: 800 }, maximized: false },
        [laptop],
      );
      expect(bounds.y).toBeGreaterThanOrEqual(laptop.y);
      expect(bounds.x).toBe(120);
    }
  });

  it('always leaves a piece of the title bar on some display', () => {
    const pixel = fc.integer({ min: -20_000, max: 20_000 });
    const size = fc.integer({ min: 1, max: 20_000 });
    const area = fc.record({
      x: pixel,
      y: pixel,
      width: fc.integer({ min: smallestWindow.width, max: 8_000 }),
      height: fc.integer({ min: smallestWindow.height, max: 8_000 }),
    });
    fc.assert(
      fc.property(
        fc.record({ x: pixel, y: pixel, width: size, height: size }),
        fc.boolean(),
        fc.array(area, { minLength: 1, maxLength: 4 }),
        (saved, maximized, areas) => {
          const { bounds } = placeWindow({ bounds: saved, maximized }, areas);
          const reachable = areas.some(
            (display) =>
              bounds.y >= display.y &&
              bounds.y + 40 <= display.y + display.height &&
              Math.min(bounds.x + bounds.width, display.x + display.width) -
                Math.max(bounds.x, display.x) >=
                Math.min(120, saved.width),
          );
          expect(reachable).toBe(true);
        },
      ),
    );
  });
});

describe('parseWindowState', () => {
  it('reads what was written', () => {
    const state = { bounds: { x: 1, y: 2, width: 900, height: 700 }, maximized: true };
    expect(parseWindowState(JSON.stringify(state))).toEqual(state);
  });

  it.each([
    '',
    '{',
    '[]',
    'null',
    '{"bounds":{"x":"1"}}',
    '{"bounds":{"x":0,"y":0,"width":1e9,"height":1},"maximized":false}',
  ])('takes %j for no state', (text) => {
    expect(parseWindowState(text)).toBeNull();
  });
});
