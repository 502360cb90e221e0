import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A place where a secret was found, and in which disguise; never the secret itself. */
export interface Finding {
  readonly place: string;
  /** What the caller calls the secret. */
  readonly secret: string;
  readonly encoding: string;
}

/** Secrets to look for, by the name a finding gives them. */
export type Canaries = Readonly<Record<string, string>>;

interface Needle {
  readonly secret: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

/** A secret in the disguises that programs put text into. */
function needlesOf(canaries: Canaries): readonly Needle[] {
  return Object.entries(canaries).flatMap(([secret, value]) => {
    if (value.length < 8) throw new Error(`${secret} is too short to be told from chance`);
    const utf8 = Buffer.from(value);
    const disguises: readonly (readonly [string, Buffer])[] = [
      ['utf-8', utf8],
      ['utf-16', Buffer.from(value, 'utf16le')],
      ['hex', Buffer.from(utf8.toString('hex'))],
      ['percent', Buffer.from(encodeURIComponent(value))],
      ['json', Buffer.from(JSON.stringify(value).slice(1, -1))],
      ...[0, 1, 2].map((shift): readonly [string, Buffer] => [
        `base64+${String(shift)}`,
        Buffer.from(innerBase64(utf8, shift)),
      ]),
    ];
    return disguises
      .filter(([encoding, bytes]) => encoding === 'utf-8' || !bytes.equals(utf8))
      .map(([encoding, bytes]) => ({ secret, encoding, bytes }));
  });
}

/** The characters of a base64 text that this value alone decides, standing `shift` bytes into a group. */
function innerBase64(value: Buffer, shift: number): string {
  const text = Buffer.concat([Buffer.alloc(shift), value])
    .toString('base64')
    .replaceAll('=', '');
  const lead = Math.ceil((shift * 8) / 6);
  const tail = (shift + value.length) % 3 === 0 ? 0 : 1;
  return text.slice(lead, text.length - tail);
}

/** Searches one piece of memory or text. */
export function scanBytes(place: string, bytes: Buffer, canaries: Canaries): readonly Finding[] {
  return needlesOf(canaries)
    .filter((needle) => bytes.includes(needle.bytes))
    .map(({ secret, encoding }) => ({ place, secret, encoding }));
}

export interface FolderScan {
  readonly findings: readonly Finding[];
  /** Files looked into; a scan of nothing proves nothing. */
  readonly files: number;
}

/**
 * Searches names and contents of all files below a folder. What is gone while it looks, and sockets and
 * links, are passed over; what cannot be read is an error.
 */
export async function scanFolder(
  folder: string,
  canaries: Canaries,
  except: (path: string) => boolean = () => false,
): Promise<FolderScan> {
  const findings: Finding[] = [];
  let files = 0;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (except(path)) continue;
    findings.push(...scanBytes(`name of ${path}`, Buffer.from(entry.name), canaries));
    if (!entry.isFile()) continue;
    const content = await readFile(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    });
    if (content === null) continue;
    files += 1;
    findings.push(...scanBytes(path, content, canaries));
  }
  return { findings, files };
}

/** Searches the arguments of every process, and the environment of those that may be read. */
export async function scanProcesses(
  canaries: Canaries,
): Promise<{ readonly findings: readonly Finding[]; readonly processes: number }> {
  const findings: Finding[] = [];
  let processes = 0;
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const part of ['cmdline', 'environ']) {
      const bytes = await readFile(`/proc/${pid}/${part}`).catch(() => null);
      if (bytes === null || bytes.length === 0) continue;
      if (part === 'cmdline') processes += 1;
      findings.push(...scanBytes(`/proc/${pid}/${part}`, bytes, canaries));
    }
  }
  return { findings, processes };
}
