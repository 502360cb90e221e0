import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { NoticeSwitches } from '../../shared/notices/notice.ts';
import type { MailDraft } from '../../shared/people/mail-link.ts';
import type { PlatformRole } from '../../shared/permissions/permission.ts';
import type { ConsoleEventSource } from './events.ts';

/** What the console logs to; pino fits. Nothing secret is ever passed to it. */
export interface Logger {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
}

/** A started practice server. */
export interface PracticeServer {
  /** Address without credentials. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts the embedded server in a process of its own; the window's shell and the command line bring one. */
export interface PracticeLauncher {
  readonly start: (options: {
    /** Where its data is; made when missing. */
    readonly directory: string;
    readonly username: string;
    /** Handed over through a pipe, never as a process argument. */
    readonly password: string;
    /** The port it had last time, tried first; null: any. */
    readonly preferredPort: number | null;
  }) => Promise<PracticeServer>;
}

export interface ClipboardPort {
  /** An empty text empties it. */
  readonly write: (text: string) => Promise<void>;
  readonly read: () => Promise<string>;
}

/** The system's dialog for a folder. */
export interface FolderPort {
  /** Its path; null where none was chosen. */
  readonly choose: () => Promise<string | null>;
}

/** The system's mail program. */
export interface MailPort {
  /** Opens it with a message to be sent by a person. */
  readonly write: (message: MailDraft) => Promise<void>;
}

/** A server named by the environment of the process instead of the saved connection. */
export interface ServerOverride {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The one console of a process, on one data directory. */
export interface Console {
  /** The calls as the window, or the one command of this process, makes them. */
  readonly api: ConsoleApi;
  /** The same calls for somebody else, who has to prove for themselves that they may see passwords. */
  readonly newCaller: () => ConsoleApi;
  readonly events: ConsoleEventSource;
  /** The operator's platform role; the argument of `dispatch`. */
  readonly role: PlatformRole;
  readonly directory: string;
  /** The network came back or the machine woke up: try the server now. */
  readonly online: () => void;
  /** What may be told on the desktop of this device. */
  readonly notices: () => NoticeSwitches;
  /** Leads the window to where a link from outside says, once there is one; nonsense leads nowhere. */
  readonly openLink: (text: string) => void;
  /** Ends runs, replication and the practice server, and closes the store. Safe to call twice. */
  readonly close: () => Promise<void>;
}
