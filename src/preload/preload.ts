import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { contract } from '../shared/bridge/contract.ts';
import { callChannel, eventChannel } from '../shared/bridge/envelope.ts';
import { isEventName } from '../shared/bridge/events.ts';

type Call = (argument?: unknown) => Promise<unknown>;

/** Each call knows its own channel only; the page never names one. */
function callsOf(domain: string, definitions: object): Readonly<Record<string, Call>> {
  return Object.fromEntries(
    Object.keys(definitions).map((name): [string, Call] => {
      const channel = callChannel(domain, name);
      return [name, (argument) => ipcRenderer.invoke(channel, argument)];
    }),
  );
}

/** The page's listener gets the payload alone: the event object would lead it to `ipcRenderer`. */
function on(name: unknown, listener: unknown): () => void {
  if (typeof name !== 'string' || !isEventName(name) || typeof listener !== 'function') {
    throw new TypeError('on(event, listener) needs the name of an event and a function.');
  }
  const channel = eventChannel(name);
  const forward = (_event: IpcRendererEvent, payload: unknown): void => {
    Reflect.apply(listener, undefined, [payload]);
  };
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.removeListener(channel, forward);
  };
}

// The context bridge hands the page a frozen copy (a test says so).
contextBridge.exposeInMainWorld('mycouch', {
  ...Object.fromEntries(
    Object.entries(contract).map(([domain, definitions]) => [domain, callsOf(domain, definitions)]),
  ),
  on,
});
