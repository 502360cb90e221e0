import type { Requester } from '../../couch/transport.ts';
import type { ServerSpec } from '../../shared/planning/server-spec.ts';
import type { ServerState } from '../../shared/planning/server-state.ts';
import { createObserver } from './observer.ts';

/** One look at everything a specification asks about, with nothing remembered before or after. */
export function observe(
  transport: Requester,
  spec: ServerSpec,
  options: { readonly signal?: AbortSignal } = {},
): Promise<ServerState> {
  return createObserver().look(transport, spec, { scope: 'all' }, options.signal);
}
