import { z } from 'zod';

/** A rectangle in device-independent pixels of the desktop. */
export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallestWindow = { width: 900, height: 600 } as const;
const firstSize = { width: 1280, height: 820 } as const;
/** How much of the window must lie on a display for its title bar to be reachable. */
const graspable = { width: 120, height: 40 } as const;

const pixel = z.number().int().min(-100_000).max(100_000);

export const windowStateSchema = z.object({
  bounds: z.object({ x: pixel, y: pixel, width: pixel.min(1), height: pixel.min(1) }),
  maximized: z.boolean(),
});
export type WindowState = z.output<typeof windowStateSchema>;

/** Reads a saved state; null where it is broken, since a window state is worth no error. */
export function parseWindowState(text: string): WindowState | null {
  try {
    const parsed = windowStateSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Where the window goes: as it was, where a display still shows its title bar; otherwise in the middle of
 * the first display. Never larger than the display it is on. `workAreas` starts with the primary one.
 */
export function placeWindow(
  saved: WindowState | null,
  workAreas: readonly Bounds[],
): { readonly bounds: Bounds; readonly maximized: boolean } {
  const maximized = saved?.maximized ?? false;
  const home =
    saved === null
      ? undefined
      : workAreas.find((area) => graspableOn(shrinkTo(saved.bounds, area), area));
  if (saved !== null && home !== undefined) {
    return { bounds: shrinkTo(saved.bounds, home), maximized };
  }
  const [primary] = workAreas;
  const size = saved?.bounds ?? firstSize;
  if (primary === undefined) {
    return { bounds: { x: 0, y: 0, width: size.width, height: size.height }, maximized };
  }
  const fitted = shrinkTo(
    { x: primary.x, y: primary.y, width: size.width, height: size.height },
    primary,
  );
  return {
    bounds: {
      ...fitted,
      x: primary.x + Math.floor((primary.width - fitted.width) / 2),
      y: primary.y + Math.floor((primary.height - fitted.height) / 2),
    },
    maximized,
  };
}

/** The title bar is the upper edge: its height must be on the display, and enough of its width. */
function graspableOn(bounds: Bounds, area: Bounds): boolean {
  const overlap =
    Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  return (
    overlap >= Math.min(graspable.width, bounds.width) &&
    bounds.y >= area.y &&
    bounds.y + graspable.height <= area.y + area.height
  );
}

function shrinkTo(bounds: Bounds, area: Bounds): Bounds {
  return {
    x: bounds.x,
    y: bounds.y,
    width: Math.min(Math.max(bounds.width, smallestWindow.width), area.width),
    height: Math.min(Math.max(bounds.height, smallestWindow.height), area.height),
  };
}
