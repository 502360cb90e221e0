import { Option, type Command } from 'commander';
import { ConsoleError } from '../../shared/errors.ts';
import type { RunTask } from '../command.ts';
import { exitCodes } from '../exit-code.ts';
import { findTenant } from '../find-tenant.ts';
import { takesEffect, withNextApply } from '../next-apply.ts';

interface Options {
  readonly readOnly?: 'on' | 'off';
  readonly overQuota?: 'on' | 'off';
}

/** `mycouch tenant flags KEY`: what the guard of a tenant's databases lets through. */
export function addTenantFlags(parent: Command, run: RunTask): void {
  const onOff = (flags: string, description: string) =>
    new Option(`${flags} <on|off>`, description).choices(['on', 'off']);
  parent
    .command('flags')
    .description(`make a tenant read-only, or mark it as over its quota; ${withNextApply}`)
    .argument('<key>', 'key or id of the tenant')
    .addOption(onOff('--read-only', 'whether its documents can be read only'))
    .addOption(onOff('--over-quota', 'whether nothing may be added'))
    .action((key: string, { readOnly, overQuota }: Options) =>
      run(async ({ session: { client } }) => {
        if (readOnly === undefined && overQuota === undefined) {
          throw new ConsoleError('invalid-input', 'Nothing was asked for.', {
            remedy: 'Give --read-only on|off, --over-quota on|off, or both.',
          });
        }
        const { id } = await findTenant(client, key);
        const tenant = await client.tenants.setFlags({
          id,
          ...(readOnly === undefined ? {} : { readOnly: readOnly === 'on' }),
          ...(overQuota === undefined ? {} : { overQuota: overQuota === 'on' }),
        });
        const words = `read-only ${word(tenant.readOnly)}, over quota ${word(tenant.overQuota)}`;
        return {
          document: { tenant },
          text: `Tenant ${tenant.key} in the registry: ${words}; ${takesEffect}.\n`,
          exit: exitCodes.done,
        };
      }),
    );
}

function word(on: boolean): string {
  return on ? 'on' : 'off';
}
