import type { ConsoleEvents, EventName } from '../../shared/bridge/events.ts';

type Listener<Name extends EventName> = (payload: ConsoleEvents[Name]) => void;
type AnyListener = <Name extends EventName>(name: Name, payload: ConsoleEvents[Name]) => void;

/** The console's events for those who listen. Each answer ends the listening. */
export interface ConsoleEventSource {
  readonly on: <Name extends EventName>(name: Name, listener: Listener<Name>) => () => void;
  readonly onAny: (listener: AnyListener) => () => void;
}

export interface ConsoleEmitter extends ConsoleEventSource {
  readonly emit: AnyListener;
  /** Forgets every listener. */
  readonly clear: () => void;
}

/** Makes of an event's name what tells it. */
export function tellsOf(emitter: ConsoleEmitter) {
  return <Name extends EventName>(name: Name) =>
    (payload: ConsoleEvents[Name]): void => {
      emitter.emit(name, payload);
    };
}

type Listeners = { readonly [Name in EventName]: Set<Listener<Name>> };

/** A typed emitter. A listener that throws stops neither the others nor the emitting code. */
export function createEmitter(onError: (error: unknown) => void): ConsoleEmitter {
  const listeners: Listeners = {
    'registry.changed': new Set(),
    'sync.status': new Set(),
    'sync.changed': new Set(),
    'conflicts.changed': new Set(),
    'audit.changed': new Set(),
    'audit.progress': new Set(),
    'catchUp.changed': new Set(),
    'plan.progress': new Set(),
    'tenants.progress': new Set(),
    'plan.changed': new Set(),
    'connection.changed': new Set(),
    'vault.changed': new Set(),
    'drift.changed': new Set(),
    'leaks.progress': new Set(),
    'lease.changed': new Set(),
    'servers.changed': new Set(),
    'link.waiting': new Set(),
    'app.problem': new Set(),
  };
  const any = new Set<AnyListener>();
  return {
    on: (name, listener) => {
      listeners[name].add(listener);
      return () => {
        listeners[name].delete(listener);
      };
    },
    onAny: (listener) => {
      any.add(listener);
      return () => {
        any.delete(listener);
      };
    },
    emit: (name, payload) => {
      for (const listener of [...listeners[name]]) {
        try {
          listener(payload);
        } catch (error) {
          onError(error);
        }
      }
      for (const listener of [...any]) {
        try {
          listener(name, payload);
        } catch (error) {
          onError(error);
        }
      }
    },
    clear: () => {
      for (const set of Object.values(listeners)) set.clear();
      any.clear();
    },
  };
}
