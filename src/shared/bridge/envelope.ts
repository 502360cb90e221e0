import type { ErrorReport } from '../errors.ts';

/** How a call is answered across a process boundary. */
export type Envelope<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: ErrorReport };

/** The IPC channel of one call. */
export function callChannel(domain: string, name: string): string {
  return `mycouch:${domain}.${name}`;
}

/** The IPC channel of one event. */
export function eventChannel(name: string): string {
  return `mycouch-event:${name}`;
}
