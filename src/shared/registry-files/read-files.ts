import { z } from 'zod';
import type { RegistryFile } from '../bridge/file-views.ts';
import { accountDocumentId } from '../documents/account.ts';
import { overrideDocumentId } from '../documents/override.ts';
import { parseRegistryDocument, type RegistryDocument } from '../documents/registry-document.ts';
import { serverDocumentId } from '../documents/server.ts';
import { tenantDocumentId } from '../documents/tenant.ts';
import type { RegistrySnapshot } from '../registry-snapshot.ts';
import {
  fileKinds,
  kindAt,
  manifest,
  manifestPath,
  manifestSchema,
  type FileKind,
} from './file-place.ts';

/** A document that may stand in a file. */
export type FiledDocument = Extract<RegistryDocument, { type: FileKind }>;

/** A file as it was understood. */
export interface FiledEntry {
  readonly path: string;
  /** Complete, with what the file leaves out. */
  readonly document: FiledDocument;
  /** The fields that the file itself has. */
  readonly given: ReadonlySet<string>;
}

export interface FileProblem {
  readonly path: string;
  readonly message: string;
}

/** Fields that hold what no registry may. */
const secretFields = /^(password|passphrase|secret|token|private_?key)$/iu;
const objectSchema = z.record(z.string(), z.unknown());
const text = z.string();

/**
 * Reads files into documents. The content decides what a document is; its path must only be one where such
 * a document stands. A new tenant may be written by hand with key and name alone; what it leaves out comes
 * from `defaults`, and a tenant without an id is the one of that key.
 */
export function readFiles(
  files: readonly RegistryFile[],
  snapshot: RegistrySnapshot,
  defaults: {
    /** ISO instant. */
    readonly now: string;
    readonly actor: string;
    /** The id of a new tenant, always the same for one path. */
    readonly idFor: (path: string) => string;
  },
): { readonly entries: readonly FiledEntry[]; readonly problems: readonly FileProblem[] } {
  const entries: FiledEntry[] = [];
  const problems: FileProblem[] = [];
  const places = new Map<string, string>();
  for (const file of files) {
    const read = readFile(file);
    if (read === null) continue;
    const first = 'document' in read ? places.get(read.document._id) : undefined;
    if ('message' in read) problems.push({ path: file.path, message: read.message });
    else if (first === undefined) {
      places.set(read.document._id, file.path);
      entries.push(read);
    } else {
      problems.push({ path: file.path, message: `The same document stands in ${first} already.` });
    }
  }
  return { entries, problems };

  function readFile({ path, text: content }: RegistryFile): FiledEntry | Refused | null {
    const value = parseJson(content);
    if (path === manifestPath) return manifestProblem(value);
    const kind = kindAt(path);
    if (kind === null) return refused('This is no place of a registry file.');
    if (value === undefined) return refused('This is not JSON.');
    const object = objectSchema.safeParse(value);
    if (!object.success) return refused('This is no JSON object.');
    const body = object.data;
    if (body['type'] !== kind) return refused(`type: is not ${kind}, which stands here.`);
    const stored = Object.keys(body).find((field) => field.startsWith('_'));
    if (stored !== undefined) {
      return refused(`${stored.slice(0, 60)}: belongs to the store, not into a file.`);
    }
    const secret = Object.keys(body).find((field) => secretFields.test(field));
    if (secret !== undefined) return refused(`${secret}: a registry holds no secret.`);
    const whole = kind === 'tenant' ? withDefaults(body, path) : body;
    const id = idOf(kind, whole);
    const parsed = parseRegistryDocument(id, { ...whole, _id: id });
    if (parsed.outcome !== 'document') {
      return refused(parsed.outcome === 'broken' ? parsed.reason : 'This document is not known.');
    }
    const { document } = parsed;
    if (!isFiled(document)) return refused('This document does not stand in files.');
    return { path, document, given: new Set(Object.keys(body)) };
  }

  function withDefaults(
    body: Readonly<Record<string, unknown>>,
    path: string,
  ): Readonly<Record<string, unknown>> {
    const [known, ...more] =
      typeof body['key'] === 'string' ? (snapshot.tenantsByKey.get(body['key']) ?? []) : [];
    const id = known !== undefined && more.length === 0 ? known : defaults.idFor(path);
    const stamp = { At: defaults.now, By: defaults.actor };
    return {
      tenant_id: id,
      description: '',
      owner_email: null,
      blueprint: 'blueprint_shop',
      server_id: null,
      configuration: {},
      enabled: true,
      readOnly: false,
      generation: 1,
      epoch: 1,
      archivedAt: null,
      deletedAt: null,
      createdAt: stamp.At,
      createdBy: stamp.By,
      updatedAt: stamp.At,
      updatedBy: stamp.By,
      ...body,
    };
  }
}

interface Refused {
  readonly message: string;
}

function refused(message: string): Refused {
  return { message };
}

function manifestProblem(value: unknown): Refused | null {
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) return refused('This is not the manifest of an exported registry.');
  return parsed.data.version > manifest.version
    ? refused('A newer version of the console has exported this. Update this console.')
    : null;
}

/** As the content has it; a field that is missing or wrong is then named by the document's own rules. */
function idOf(kind: FileKind, body: Readonly<Record<string, unknown>>): string {
  const field = (name: string): string => {
    const value = text.safeParse(body[name]);
    return value.success ? value.data : '';
  };
  switch (kind) {
    case 'tenant':
      return tenantDocumentId(field('tenant_id'));
    case 'account':
      return accountDocumentId(field('tenant_id'), field('name'));
    case 'override':
      return overrideDocumentId(field('tenant_id'), field('database'));
    case 'server':
      return serverDocumentId(field('couchdb_uuid'));
    case 'blueprint':
      return `blueprint_${field('name')}`;
  }
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function isFiled(document: RegistryDocument): document is FiledDocument {
  const kinds: readonly string[] = fileKinds;
  return kinds.includes(document.type);
}
