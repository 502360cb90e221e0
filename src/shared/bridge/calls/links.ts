import type { LinkTarget } from '../../links/resolve-link.ts';
import { call, nothing } from './call.ts';

/** Links that other programs opened, and clicks on the desktop's notifications. */
export const linksCalls = {
  /** Where the last one leads; null where none waits. It is answered once. */
  take: call<LinkTarget | null>()('console.use', nothing),
} as const;
