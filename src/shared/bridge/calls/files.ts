import { z } from 'zod';
import type { RegistryFile, RegistryImportReport } from '../file-views.ts';
import { call, nothing } from './call.ts';

/** The registry as a directory of files. Whoever calls reads and writes the directory. */
export const filesCalls = {
  export: call<readonly RegistryFile[]>()('tenant.read', nothing),
  /** All files or none. `dryRun` is no flag of a writer: it answers the comparison that an import is made of. */
  compare: call<RegistryImportReport>()(
    'tenant.read',
    z.strictObject({ files: z.array(fileSchema()).max(200_000) }),
  ),
  import: call<RegistryImportReport>()(
    'tenant.write',
    z.strictObject({ files: z.array(fileSchema()).max(200_000) }),
  ),
} as const;

function fileSchema() {
  return z.strictObject({ path: z.string().max(500), text: z.string().max(2_000_000) });
}
