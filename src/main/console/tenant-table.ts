import { tenantState, type Tenant } from '../../shared/documents/tenant.ts';

const columns = [
  'key',
  'name',
  'state',
  'owner_email',
  'description',
  'blueprint',
  'read_only',
  'created_at',
  'updated_at',
  'id',
] as const;

/**
 * Tenants as a table of RFC 4180 with a header. A field that a spreadsheet would take for a formula has an
 * apostrophe before it, since names come from other laptops.
 */
export function tenantTable(tenants: readonly Tenant[]): string {
  const lines = tenants.map((tenant) =>
    [
      tenant.key,
      tenant.name,
      tenantState(tenant),
      tenant.owner_email ?? '',
      tenant.description,
      tenant.blueprint,
      String(tenant.readOnly),
      tenant.createdAt,
      tenant.updatedAt,
      tenant.tenant_id,
    ]
      .map(field)
      .join(','),
  );
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
