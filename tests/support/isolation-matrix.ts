import type { Tenant } from '../../src/shared/documents/tenant.ts';
import { classify } from '../../src/gateway/pass-through/classify.ts';
import { verbs, type Verb } from '../../src/gateway/pass-through/endpoints.ts';
import { parseTarget } from '../../src/gateway/pass-through/target.ts';
import { routedPaths } from './couchdb-endpoints.ts';
import { sharedName, type GatewayBeforeCouchDb } from './gateway-couchdb.ts';

export interface IsolationOutcome {
  readonly requests: number;
  /** Answers that had something of another tenant's in them, or what was changed of theirs. */
  readonly leaks: readonly string[];
  /** Listed endpoints that nobody decided about. */
  readonly unclassified: readonly string[];
  /** Answers of 500 and above. */
  readonly failures: readonly string[];
}

/** Stands in everything that the other tenant has, and in no request. */
const secret = 'S3CR3T-of-the-other';

/**
 * Asks with one tenant's tokens for everything of another one's: every endpoint, with every verb, in their
 * own databases and in a shared one, with the other's names in path, query, headers and body.
 * @param full also with each of several tokens and ways of writing a path; else with one of each
 * @param every only each so-manieth case; 1: all
 */
export async function playIsolation(
  scene: GatewayBeforeCouchDb,
  { full, every = 1 }: { readonly full: boolean; readonly every?: number },
): Promise<IsolationOutcome> {
  const [mine, theirs] = [await scene.tenant('mine'), await scene.tenant('theirs')];
  const victim = await furnish(scene, theirs);
  await ownDocuments(scene, mine);
  const before = await fingerprint(scene, theirs);
  const { token } = await scene.token(mine);
  const tokens = full
    ? [
        token,
        (await scene.token(mine, 'read')).token,
        (await scene.token(mine, 'write', ['sales'])).token,
        '',
        `${token.slice(0, -4)}AAAA`,
      ]
    : [token];
  const telling = [secret, Buffer.from(secret).toString('base64'), victim.hash];
  const leaks: string[] = [];
  const failures: string[] = [];
  let requests = 0;
  const cases = everyNth(everyCase(scene, theirs, victim, full), every);
  const workers = Array.from({ length: 8 }, async () => {
    for (let next = cases.next(); next.done !== true; next = cases.next()) {
      const { verb, path, headers, body } = next.value;
      for (const as of tokens) {
        requests += 1;
        const answer = await fetch(`${scene.url}${path}`, {
          method: verb,
          headers: {
            ...(as === '' ? {} : { authorization: `Bearer ${as}` }),
            ...(body === null ? {} : { 'content-type': 'application/json' }),
            ...headers,
          },
          body,
          redirect: 'manual',
        });
        const text = await answer.text();
        const told = `${verb} ${path} ${body ?? ''}`.slice(0, 300);
        if (telling.some((one) => text.includes(one) && !told.includes(one))) leaks.push(told);
        if (answer.status >= 500) failures.push(`${String(answer.status)} ${told} ${text}`);
      }
    }
  });
  await Promise.all(workers);
  if ((await fingerprint(scene, theirs)) !== before) leaks.push('what the other has was changed');
  return { requests, leaks, unclassified: unclassified(), failures };
}

interface Case {
  readonly verb: Verb;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

function* everyNth(cases: Iterable<Case>, every: number): Generator<Case> {
  let at = 0;
  for (const one of cases) {
    if (at % every === 0) yield one;
    at += 1;
  }
}

function* everyCase(
  { gateway }: GatewayBeforeCouchDb,
  theirs: Tenant,
  { id, rev }: Victim,
  full: boolean,
): Generator<Case> {
  const databases = ['shop_theirs_products', sharedName, 'shop_mine_products', 'couch-sitter'];
  const named = encodeURIComponent(id);
  const range = encodeURIComponent(JSON.stringify([theirs.tenant_id]));
  const places = ['/'].concat(
    ...databases.map((database) =>
      routedPaths
        .filter((path) => path.startsWith('/db'))
        .map((path) =>
          path
            .replace('/db', `/${database}`)
            .replace(/\/doc(?=$|\/)/, `/${named}`)
            .replace('/_local/id', `/_local/mycouch-${theirs.tenant_id}-checkpoint`)
            .replace('/_design/d/_view/v', '/_design/items/_view/by-kind')
            .replace('/a/b', '/file.txt')
            .replace('/att', '/file.txt'),
        ),
    ),
    routedPaths.filter((path) => !path.startsWith('/db')),
  );
  const queries = [
    '',
    `?rev=${rev}`,
    `?open_revs=all&revs=true`,
    `?open_revs=${encodeURIComponent(JSON.stringify([rev]))}`,
    `?include_docs=true&conflicts=true`,
    `?key=${encodeURIComponent(JSON.stringify(id))}&include_docs=true`,
    `?keys=${encodeURIComponent(JSON.stringify([id]))}&include_docs=true`,
    `?startkey=${range}&endkey=${encodeURIComponent('[{}]')}&include_docs=true&reduce=false`,
    `?key=${range}&reduce=false&include_docs=true`,
    `?include_docs=true&style=all_docs&filter=_doc_ids&doc_ids=${encodeURIComponent(JSON.stringify([id]))}`,
    `?include_docs=true&filter=_view&view=items/by-kind`,
    `?attachments=true&revs_info=true&latest=true&rev=${rev}`,
    `?feed=continuous&timeout=1&include_docs=true`,
    `?feed=eventsource&timeout=1&limit=5&include_docs=true`,
    `?new_edits=false&rev=${rev}`,
    `?group_level=0&reduce=true`,
  ];
  const { tenant_id } = theirs;
  const forged = { _id: id, _rev: rev, tenant_id };
  const bodies: readonly unknown[] = [
    {},
    forged,
    { _id: id, _rev: rev, _deleted: true },
    { docs: [{ id }, { id, rev }, { id: `_local/mycouch-${tenant_id}-checkpoint` }] },
    { docs: [forged, { ...forged, _rev: `9-${'f'.repeat(32)}` }], new_edits: false },
    { docs: [{ _id: id, _deleted: true, _rev: rev }, { _id: `_local/${id}` }] },
    { keys: [id], include_docs: true },
    { queries: [{ keys: [id], include_docs: true }, { include_docs: true }] },
    { keys: [[tenant_id, 'till']], reduce: false, include_docs: true },
    { startkey: null, endkey: {}, reduce: false, include_docs: true },
    { selector: { tenant_id }, fields: ['_id', 'secret', 'tenant_id'] },
    {
      selector: { $or: [{ tenant_id }, { _id: { $gt: null } }] },
      limit: 100,
      execution_stats: true,
    },
    { selector: { $nor: [{ _id: '' }] }, conflicts: true },
    { doc_ids: [id] },
    { [id]: [rev, '1-abc'] },
  ];
  const other = { destination: `${named}?rev=${rev}` };
  for (const path of full ? places.flatMap(spelled) : places) {
    for (const verb of verbs) {
      const open = path === '/' || classified(verb, path);
      // What is not shared is passed on or not there, whatever else the request says.
      const thorough = full || path.startsWith(`/${sharedName}`);
      for (const query of open && thorough ? queries : ['']) {
        const wants = verb === 'POST' || verb === 'PUT';
        const texts = wants && open ? bodies.map((body) => JSON.stringify(body)) : [null];
        // Queries and bodies side by side, and all against all in full.
        for (const body of (query === '' && thorough) || full ? texts : texts.slice(0, 2)) {
          yield { verb, path: `${path}${query}`, headers: verb === 'COPY' ? other : {}, body };
        }
      }
      if (!open || verb !== 'COPY') continue;
      yield {
        verb,
        path,
        headers: { destination: `../shop_theirs_products/${named}` },
        body: null,
      };
      yield {
        verb,
        path,
        headers: { destination: `${gateway.services.config.url}/x` },
        body: null,
      };
    }
  }
}

/** Other ways to write the same path, or one that somebody might take for it. */
function spelled(path: string): readonly string[] {
  return [
    path,
    path.replace('/_', '/%5F'),
    path.replace('/_', '/./_'),
    path.replace('/_', '//_'),
    `/shop_mine_products/..${path}`,
    `/shop_mine_products%2F..${path}`,
    path.replace('_design/', '_design%2F').replace('_local/', '_local%2F'),
    path.toUpperCase(),
  ];
}

function classified(verb: Verb, path: string): boolean {
  try {
    return classify(verb, parseTarget(path).path).kind !== 'refused';
  } catch {
    return false;
  }
}

function unclassified(): readonly string[] {
  return routedPaths.flatMap((path) =>
    verbs.flatMap((verb) => {
      const found = classify(verb, parseTarget(path).path);
      return found.kind === 'refused' && !found.listed ? [`${verb} ${path}`] : [];
    }),
  );
}

interface Victim {
  readonly id: string;
  readonly rev: string;
  /** Of a revision that no request names. */
  readonly hash: string;
}

async function furnish({ must }: GatewayBeforeCouchDb, theirs: Tenant): Promise<Victim> {
  const { tenant_id } = theirs;
  const hash = 'e'.repeat(31);
  const rev = `2-${'d'.repeat(32)}`;
  const id = 'their document';
  const _attachments = {
    'file.txt': { content_type: 'text/plain', data: Buffer.from(secret).toString('base64') },
  };
  const body = { tenant_id, kind: 'till', secret };
  for (const database of ['shop_theirs_products', sharedName]) {
    await must('POST', `/${database}/_bulk_docs`, {
      new_edits: false,
      docs: [
        {
          _id: id,
          _rev: rev,
          _revisions: { start: 2, ids: ['d'.repeat(32), 'c'.repeat(32)] },
          ...body,
          _attachments,
        },
        { _id: 'conflicting', _rev: `1-${hash}1`, ...body },
        { _id: 'conflicting', _rev: `1-${hash}2`, ...body },
        { _id: 'gone', _rev: `2-${hash}3`, _deleted: true, ...body },
      ],
    });
    await must('PUT', `/${database}/_local/mycouch-${tenant_id}-checkpoint`, { secret });
  }
  const design = await must('GET', `/${sharedName}/_design/items`).catch(() => null);
  if (design === null) {
    const map = 'function (doc) { emit([doc.tenant_id, doc.kind], doc.secret); }';
    await must('PUT', `/${sharedName}/_design/items`, {
      views: { 'by-kind': { map, reduce: '_count' } },
    });
  }
  return { id, rev, hash };
}

async function ownDocuments({ must }: GatewayBeforeCouchDb, mine: Tenant): Promise<void> {
  for (const database of ['shop_mine_products', sharedName]) {
    await must('POST', `/${database}/_bulk_docs`, {
      docs: ['one', 'two'].map((_id) => ({ _id, tenant_id: mine.tenant_id, kind: 'till' })),
    });
  }
}

/** Everything that the other tenant has, with its leaves and local documents, as one text. */
async function fingerprint({ must }: GatewayBeforeCouchDb, theirs: Tenant): Promise<string> {
  const ids = ['their document', 'conflicting', 'gone'];
  const checkpoint = `_local/mycouch-${theirs.tenant_id}-checkpoint`;
  const parts = await Promise.all(
    ['shop_theirs_products', sharedName].flatMap((database) => [
      must('POST', `/${database}/_bulk_get?revs=true&attachments=true`, {
        docs: ids.map((id) => ({ id })),
      }),
      must('GET', `/${database}/${checkpoint}`),
      must('GET', `/${database}/_security`),
    ]),
  );
  return JSON.stringify(parts);
}
