import { canonicalJson } from '../canonical-json.ts';
import type { Json } from '../json.ts';
import type { SecurityObject } from './security-object.ts';
import type { DesignSpec, IndexSpec, TenantSpec, UserSpec } from './server-spec.ts';

/**
 * A short text that differs where two specifications of a tenant differ: 16 hexadecimal digits. A device
 * keeps it to know later whether what it saw applied is still what is wanted. No protection against
 * forgery, only against change; so are all digests here.
 */
export function digest(spec: TenantSpec): string {
  // Written out by hand, keys in order: ten thousand digests are made when the console starts.
  const marker = memo((of: NonNullable<SecurityObject['mycouch']>) => canonicalJson({ ...of }));
  const databases = spec.databases.map(
    ({ name, q, security: own, designs, indexes, revsLimit }) =>
      `{"designs":[${designs.map(designText).join(',')}],"indexes":${canonicalJson(indexes.map(indexJson))},` +
      `"name":${JSON.stringify(name)},"q":${JSON.stringify(q)},"revsLimit":${JSON.stringify(revsLimit)},` +
      `"security":${securityText(own, marker)}}`,
  );
  const users = spec.users.map(
    ({ username, roles, credentialId }) =>
      `{"credentialId":${JSON.stringify(credentialId)},"roles":${JSON.stringify(roles)},"username":${JSON.stringify(username)}}`,
  );
  return digestOfText(
    `{"databases":[${databases.join(',')}],"generation":${JSON.stringify(spec.generation)},` +
      `"key":${JSON.stringify(spec.key)},"state":${JSON.stringify(spec.state)},` +
      `"tenantId":${JSON.stringify(spec.tenantId)},"users":[${users.join(',')}]}`,
  );
}

/** The canonical text of `securityJson`. */
function securityText(
  { admins, members, mycouch }: SecurityObject,
  marker: (of: NonNullable<SecurityObject['mycouch']>) => string,
): string {
  const principals = ({ names, roles }: SecurityObject['admins']) =>
    `{"names":${JSON.stringify(names)},"roles":${JSON.stringify(roles)}}`;
  const marked = mycouch === undefined ? 'null' : marker(mycouch);
  return `{"admins":${principals(admins)},"marker":${marked},"members":${principals(members)}}`;
}

function memo<From extends object>(make: (from: From) => string): (from: From) => string {
  const made = new WeakMap<From, string>();
  return (from) => {
    const known = made.get(from);
    if (known !== undefined) return known;
    const text = make(from);
    made.set(from, text);
    return text;
  };
}

const designText = memo((design: DesignSpec) => canonicalJson(designJson(design)));

/**
 * Digests of what is wanted of each thing by itself, 8 hexadecimal digits, by the id that the operation
 * writing it has in a plan. The id is in the digest too. Where one is as it was when last seen in agreement,
 * nobody edited that thing.
 */
export function objectDigests(spec: TenantSpec): ReadonlyMap<string, string> {
  const digests = new Map<string, string>();
  const note = (id: string, value: Json) =>
    digests.set(id, hash(canonicalJson([id, value]), firstSeed));
  for (const database of spec.databases) {
    const { name } = database;
    note(`database.create ${name}`, { q: database.q });
    note(`security.write ${name}`, securityJson(database.security));
    for (const one of database.designs) note(`design.write ${name}/${one.id}`, designJson(one));
    for (const one of database.indexes) note(`index.write ${name}/${one.name}`, indexJson(one));
    if (database.revsLimit !== null) note(`limit.write ${name}`, database.revsLimit);
  }
  for (const user of spec.users) note(`user.write ${user.username}`, userJson(user));
  return digests;
}

/** The same body has the same digest, whatever the order of its keys. Without `_id` and `_rev`. */
export function designDigest(body: Readonly<Record<string, Json>>): string {
  const known = designDigests.get(body);
  if (known !== undefined) return known;
  const made = digestOf(body);
  designDigests.set(body, made);
  return made;
}

/** One and the same guard stands in every database; hashing its text once is enough. */
const designDigests = new WeakMap<Readonly<Record<string, Json>>, string>();

/** CouchDB writes a plain field name out as an ascending one; both are the same index. */
export function indexDigest(index: Pick<IndexSpec, 'fields' | 'partialFilter'>): string {
  const fields = index.fields.flatMap((field): Json[] =>
    typeof field === 'string' ? [[field, 'asc']] : Object.entries(field),
  );
  const filter = index.partialFilter ?? {};
  return digestOf({ fields, filter: Object.keys(filter).length === 0 ? null : filter });
}

function securityJson({ admins, members, mycouch }: SecurityObject): Json {
  return {
    admins: { ...admins },
    members: { ...members },
    marker: mycouch === undefined ? null : { ...mycouch },
  };
}

function designJson({ id, version, body }: DesignSpec): Json {
  return { id, version, digest: designDigest(body) };
}

function indexJson(index: IndexSpec): Json {
  return { name: index.name, design: index.design, digest: indexDigest(index) };
}

function userJson({ username, roles, credentialId }: UserSpec): Json {
  return { username, roles, credentialId };
}

const firstSeed = 0x811c9dc5;

function digestOf(value: Json): string {
  return digestOfText(canonicalJson(value));
}

/** 16 hexadecimal digits. */
export function digestOfText(text: string): string {
  return hash(text, firstSeed) + hash(text, 0x2d358dcc);
}

/** FNV-1a over UTF-16 code units, with a final mix; 8 hexadecimal digits. */
function hash(text: string, seed: number): string {
  let value = seed;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return ((value ^ (value >>> 15)) >>> 0).toString(16).padStart(8, '0');
}
