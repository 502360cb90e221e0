import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const builder = join(import.meta.dirname, '../../../../electron-builder.yml');

/** The lines below `electronFuses:`, as name and value. */
async function fuses(): Promise<Readonly<Record<string, string>>> {
  const [, block = ''] =
    /^electronFuses:\n((?: {2}\S.*\n)+)/m.exec(await readFile(builder, 'utf8')) ?? [];
  return Object.fromEntries(
    block
      .trimEnd()
      .split('\n')
      .map((line) => {
        const [name = '', value = ''] = line.trim().split(/:\s*/);
        return [name, value];
      }),
  );
}

describe('the fuses of the packaged console', () => {
  it('take away every way to use it as another program', async () => {
    expect(await fuses()).toEqual({
      runAsNode: 'false',
      enableCookieEncryption: 'true',
      enableNodeOptionsEnvironmentVariable: 'false',
      enableNodeCliInspectArguments: 'false',
      enableEmbeddedAsarIntegrityValidation: 'true',
      onlyLoadAppFromAsar: 'true',
      loadBrowserProcessSpecificV8Snapshot: 'false',
      grantFileProtocolExtraPrivileges: 'false',
    });
  });
});
