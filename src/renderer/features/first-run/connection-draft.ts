import { words } from '../../app/messages/words.ts';

export interface ConnectionDraft {
  readonly url: string;
  readonly username: string;
  /** Never filled in from what is saved. */
  readonly password: string;
}

export type DraftProblems = Readonly<Partial<Record<keyof ConnectionDraft, string>>>;

/** What is missing. `savedUrl`: the address whose password this device has, if any. */
export function draftProblems(draft: ConnectionDraft, savedUrl: string | null): DraftProblems {
  const { needed } = words.connection;
  return {
    ...(draft.url.trim() === '' ? { url: needed.url } : {}),
    ...(draft.username.trim() === '' ? { username: needed.username } : {}),
    ...(draft.password === '' && !usesSaved(draft, savedUrl) ? { password: needed.password } : {}),
  };
}

/** Whether the saved password serves: the same address, and none typed. */
export function usesSaved(draft: ConnectionDraft, savedUrl: string | null): boolean {
  return savedUrl !== null && draft.password === '' && draft.url.trim() === savedUrl;
}

/** True where name and password would travel unencrypted to another machine. */
export function isClear(url: string): boolean {
  if (!/^http:\/\//i.test(url.trim())) return false;
  const host = /^http:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url.trim())?.[1] ?? '';
  return host !== '' && !/^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host);
}
