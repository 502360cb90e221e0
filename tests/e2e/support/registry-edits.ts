import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { expect } from '@playwright/test';
import type { RawClient } from '../../support/couchdb-client.ts';

/** What other devices do to the registry, by raw documents of CouchDB. */

const documentSchema = z.looseObject({ _id: z.string(), _rev: z.string() });
export type RawDocument = z.infer<typeof documentSchema>;

const tenantsSchema = z.object({
  rows: z.array(z.object({ doc: z.looseObject({ _id: z.string(), _rev: z.string() }) })),
});

/** The tenant of a key as the server has it; waits until it has. */
export async function tenantDocument(admin: RawClient, key: string): Promise<RawDocument> {
  let found: RawDocument | undefined;
  await expect(async () => {
    const range = new URLSearchParams({
      include_docs: 'true',
      startkey: '"tenant_"',
      endkey: '"tenant_\ufff0"',
    });
    const { body } = await admin('GET', `/couch-sitter/_all_docs?${range.toString()}`);
    found = tenantsSchema.parse(body).rows.find(({ doc }) => doc['key'] === key)?.doc;
    expect(found).toBeDefined();
  }).toPass({ timeout: 15_000 });
  if (found === undefined) throw new Error(`no tenant ${key}`);
  return found;
}

/** The document as it is on the server, its conflicts named. */
export async function documentOf(admin: RawClient, id: string): Promise<RawDocument> {
  const { body } = await admin('GET', `/couch-sitter/${encodeURIComponent(id)}?conflicts=true`);
  return documentSchema.parse(body);
}

/** The generation and the hash of a revision. */
function parts(rev: string): readonly [number, string] {
  const [generation = '0', hash = ''] = rev.split('-');
  return [Number(generation), hash];
}

/**
 * Puts an edit on top of a revision, whatever else stands there already: what another device did that had
 * not seen the others' edit. Answers its revision.
 */
export async function editElsewhere(
  admin: RawClient,
  base: RawDocument,
  fields: Readonly<Record<string, unknown>>,
): Promise<string> {
  const [generation, before] = parts(base._rev);
  const hash = randomBytes(16).toString('hex');
  const rev = `${String(generation + 1)}-${hash}`;
  const edited = {
    ...base,
    ...fields,
    updatedAt: new Date().toISOString(),
    updatedBy: 'bea',
    _rev: rev,
    _revisions: { start: generation + 1, ids: [hash, before] },
  };
  const { status } = await admin('POST', '/couch-sitter/_bulk_docs', {
    new_edits: false,
    docs: [edited],
  });
  expect(status).toBe(201);
  return rev;
}
