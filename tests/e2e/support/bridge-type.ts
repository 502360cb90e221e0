import type { WindowBridge } from '../../../src/shared/bridge/window-bridge.ts';

declare global {
  interface Window {
    readonly mycouch: WindowBridge;
  }
}
