import type { ConsoleApi } from '../../shared/bridge/contract.ts';
import type { RegistryFile } from '../../shared/bridge/file-views.ts';
import type { CredentialInput } from '../../shared/commands/credential-input.ts';
import { exportFiles } from '../../shared/registry-files/export-files.ts';
import {
  compareFiles,
  importFiles,
  type FilesInput,
  type MissingAccount,
} from '../../shared/registry-files/import-files.ts';
import { makeCredential } from '../provisioning/password.ts';
import { secretNames } from '../secrets/secret-store.ts';
import type { Services } from './services.ts';

/** The registry as files. Nothing here reads a directory or talks to a server. */
export function filesApi(services: Services): ConsoleApi['files'] {
  const { registry, secrets } = services;

  function compared(files: readonly RegistryFile[]) {
    const input: FilesInput = { files, idFor: idsByPath(services.uuid) };
    const context = { now: services.clock.now().toISOString(), actor: services.operatorName };
    return { input, ...compareFiles(registry.snapshot(), input, context) };
  }

  return {
    export: () => Promise.resolve(exportFiles(registry.snapshot())),
    compare: ({ files }) => Promise.resolve(compared(files).report),
    import: async ({ files }) => {
      const { input, report, missing } = compared(files);
      if (report.problems.length > 0) return report;
      const { credentials, passwords } = await makeMissing(missing, services);
      // In the vault before the registry knows the account, so that no account is ever without password.
      if (passwords.size > 0) await secrets.setMany(passwords);
      try {
        const done = await registry.execute(importFiles({ ...input, credentials }));
        if (done.problems.length > 0) await forget();
        return done;
      } catch (error) {
        await forget();
        throw error;
      }

      async function forget(): Promise<void> {
        for (const name of passwords.keys()) await secrets.delete(name).catch(() => undefined);
      }
    },
  };
}

/** One new id a path, however often it is asked for. */
function idsByPath(uuid: () => string): (path: string) => string {
  const ids = new Map<string, string>();
  return (path) => {
    const id = ids.get(path) ?? uuid();
    ids.set(path, id);
    return id;
  };
}

async function makeMissing(
  missing: readonly MissingAccount[],
  random: Pick<Services, 'uuid' | 'randomBytes'>,
) {
  const credentials = new Map<string, Map<string, CredentialInput>>();
  const passwords = new Map<string, string>();
  for (const { tenantId, name } of missing) {
    const credentialId = random.uuid();
    const { password, hash } = await makeCredential(random.randomBytes);
    const ofTenant = credentials.get(tenantId) ?? new Map<string, CredentialInput>();
    credentials.set(tenantId, ofTenant.set(name, { credentialId, hash }));
    passwords.set(secretNames.account(tenantId, name, credentialId), password);
  }
  return { credentials, passwords };
}
