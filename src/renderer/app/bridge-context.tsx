import { createContext, use } from 'react';
import type { ConsoleClient } from '../../shared/bridge/contract.ts';
import type { Bridge } from './bridge.ts';

export const BridgeContext = createContext<Bridge | null>(null);

/** The bridge of this window. */
export function useBridge(): Bridge {
  const bridge = use(BridgeContext);
  if (bridge === null) throw new Error('No bridge around this component.');
  return bridge;
}

/** The calls of the console. */
export function useClient(): ConsoleClient {
  return useBridge().client;
}
