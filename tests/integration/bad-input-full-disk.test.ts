import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram, type BuiltProgram } from '../support/run-program.ts';

/** A file system of its own needs a mount name space, which not every machine grants. */
function mayMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Commands on a disk of 3 MB that a file fills up and leaves again; the disk ends with its name space. */
const script = `
set -eu
mount -t tmpfs -o size=3m tmpfs "$DISK"
fill() { head -c 10000000 /dev/zero > "$DISK/filler" 2>/dev/null || true; }
mycouch() {
  code=0
  node "$PROGRAM" --json --data "$DISK/data" "$@" > "$DISK-out" 2>/dev/null || code=$?
  echo "$code $(tr -d '\\n' < "$DISK-out")"
}
printf 'key,name\\n' > "$DISK-many.csv"
for number in $(seq 150); do echo "many-$number,Many $number" >> "$DISK-many.csv"; done
fill;                 mycouch tenant create zero --name Zero
rm "$DISK/filler";    mycouch tenant create one --name One
fill;                 mycouch tenant create two --name Two
                      mycouch tenant list
rm "$DISK/filler"
avail=$(df --output=avail "$DISK" | tail -1)
head -c $(( (avail - 60) * 1024 )) /dev/zero > "$DISK/filler"
                      mycouch tenant import "$DISK-many.csv"
rm "$DISK/filler";    mycouch tenant list
                      mycouch tenant import "$DISK-many.csv"
                      mycouch tenant list
                      mycouch account reveal one sync
                      mycouch account reveal many-150 admin
`;

interface Answer {
  readonly exit: number;
  readonly document: Readonly<Record<string, unknown>>;
}

let program: BuiltProgram;
let directory = '';

beforeAll(async () => {
  program = await buildProgram('mycouch');
  directory = await mkdtemp(join(tmpdir(), 'mycouch-full-disk-'));
});
afterAll(async () => {
  await program.remove();
  await rm(directory, { recursive: true, force: true });
});

function read(line: string): Answer {
  const space = line.indexOf(' ');
  const document: unknown = JSON.parse(line.slice(space + 1));
  if (typeof document !== 'object' || document === null) throw new Error(`no document: ${line}`);
  return { exit: Number(line.slice(0, space)), document: { ...document } };
}

const keys = ({ document }: Answer): number => {
  const { tenants } = document;
  return Array.isArray(tenants) ? tenants.length : -1;
};

describe.runIf(process.platform === 'linux' && mayMount())('a full disk', () => {
  it('loses nothing that was acknowledged, imports all lines or none, and says what to do', async () => {
    const disk = join(directory, 'disk');
    const { stdout } = await promisify(execFile)(
      'unshare',
      ['-rm', 'bash', '-c', `mkdir -p "$DISK"; ${script}`],
      {
        env: {
          PATH: process.env['PATH'] ?? '',
          HOME: directory,
          PROGRAM: program.path,
          DISK: disk,
          MYCOUCH_VAULT_PASSPHRASE: 'a passphrase for tests only',
          DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
        },
      },
    );
    const answers = stdout.trim().split('\n').map(read);
    const full = { exit: 1, document: { error: { code: 'disk-full' } } };
    const [zero, one, two, list, tight, before, roomy, after, own, last] = answers;
    expect([zero, two, list, tight]).toMatchObject([full, full, full, full]);
    for (const refused of [zero, two, list, tight]) {
      expect(refused).toHaveProperty('document.error.message', expect.stringContaining('no room'));
      expect(refused).toHaveProperty('document.error.remedy', expect.stringContaining('Free some'));
    }
    expect(one).toMatchObject({ exit: 0, document: { tenant: { key: 'one' } } });
    expect(before && keys(before)).toBe(1);
    expect(roomy).toMatchObject({ exit: 0, document: { created: 150 } });
    expect(after && keys(after)).toBe(151);
    expect(own).toMatchObject({ exit: 0, document: { username: 'shop_one_sync' } });
    expect(last).toMatchObject({ exit: 0, document: { username: 'shop_many-150_admin' } });
  });
});
