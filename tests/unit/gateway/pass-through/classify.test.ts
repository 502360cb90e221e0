import { describe, expect, it } from 'vitest';
import { classify } from '../../../../src/gateway/pass-through/classify.ts';
import {
  databaseEndpoints,
  serverEndpoints,
  verbs,
} from '../../../../src/gateway/pass-through/endpoints.ts';
import { parseTarget } from '../../../../src/gateway/pass-through/target.ts';
import { routedPaths } from '../../../support/couchdb-endpoints.ts';

/** One letter a verb, in the order GET HEAD PUT POST DELETE COPY: who may, in a database of their own and in
 * a shared one. `r` reads, `w` writes, `x` nobody may, `-` no verb of it, `o` the gateway answers. */
const expected: Readonly<Record<string, string>> = {
  '/': 'oo----',
  '/favicon.ico': 'xxxxxx',
  '/_utils/': 'xxxxxx',
  '/_all_dbs': 'oo----',
  '/_dbs_info': 'xxxxxx',
  '/_active_tasks': 'xxxxxx',
  '/_scheduler/jobs': 'xxxxxx',
  '/_node/_local/_config': 'xxxxxx',
  '/_reload_query_servers': 'xxxxxx',
  '/_replicate': 'xxxxxx',
  '/_uuids': 'oo----',
  '/_session': 'oo-xx-',
  '/_up': 'oo----',
  '/_search_analyze': 'xxxxxx',
  '/_nouveau_analyze': 'xxxxxx',
  '/_db_updates': 'xxxxxx',
  '/_membership': 'xxxxxx',
  '/_reshard/jobs': 'xxxxxx',
  '/_cluster_setup': 'xxxxxx',
  '/_users': 'xxxxxx',
  '/_replicator/x': 'xxxxxx',
  '/_global_changes': 'xxxxxx',
  '/db': 'rrxwx- rrxwx-',
  '/db/_all_docs': 'rr-r-- rr-r--',
  '/db/_all_docs/queries': '---r-- ---r--',
  '/db/_design_docs': 'rr-r-- xx-x--',
  '/db/_design_docs/queries': '---r-- ---x--',
  '/db/_local_docs': 'rr-r-- xx-x--',
  '/db/_local_docs/queries': '---r-- ---x--',
  '/db/_bulk_docs': '---w-- ---w--',
  '/db/_bulk_get': '---r-- ---r--',
  '/db/_changes': 'rr-r-- rx-r--',
  '/db/_find': '---r-- ---r--',
  '/db/_index': 'rr-xx- xx-xx-',
  '/db/_index/_design/d/json/i': 'xxxxxx',
  '/db/_index/_bulk_delete': 'xxxxxx',
  '/db/_explain': '---r-- ---x--',
  '/db/_compact': 'xxxxxx',
  '/db/_compact/d': 'xxxxxx',
  '/db/_view_cleanup': 'xxxxxx',
  '/db/_search_cleanup': 'xxxxxx',
  '/db/_nouveau_cleanup': 'xxxxxx',
  '/db/_ensure_full_commit': '---r-- ---r--',
  '/db/_purge': 'xxxxxx',
  '/db/_purged_infos': 'xxxxxx',
  '/db/_purged_infos_limit': 'xxxxxx',
  '/db/_auto_purge': 'xxxxxx',
  '/db/_missing_revs': '---r-- ---r--',
  '/db/_revs_diff': '---r-- ---r--',
  '/db/_revs_limit': 'rrx--- xxx---',
  '/db/_security': 'rrx--- xxx---',
  '/db/_shards': 'xxxxxx',
  '/db/_shards/doc': 'xxxxxx',
  '/db/_sync_shards': 'xxxxxx',
  '/db/_partition/p': 'rr---- xx----',
  '/db/_partition/p/_all_docs': 'rr-r-- xx-x--',
  '/db/_partition/p/_find': '---r-- ---x--',
  '/db/_partition/p/_explain': '---r-- ---x--',
  '/db/_partition/p/_design/d/_view/v': 'rr-r-- xx-x--',
  '/db/_temp_view': 'xxxxxx',
  '/db/_time_seq': 'xxxxxx',
  '/db/doc': 'rrw-ww rrw-ww',
  '/db/doc/att': 'rrw-w- rrw-w-',
  '/db/doc/a/b': 'rrw-w- rrw-w-',
  '/db/_local/id': 'rrr-rx rrr-rx',
  '/db/_design/d': 'rrx-xx xxx-xx',
  '/db/_design/d/att': 'rrx-x- xxx-x-',
  '/db/_design/d/_info': 'rr---- xx----',
  '/db/_design/d/_view/v': 'rr-r-- rx-r--',
  '/db/_design/d/_view/v/queries': '---r-- ---x--',
  '/db/_design/d/_show/f/doc': 'rr-r-- xx-x--',
  '/db/_design/d/_list/f/v': 'rr-r-- xx-x--',
  '/db/_design/d/_update/f/doc': '--ww-- --xx--',
  '/db/_design/d/_rewrite/x': 'xxxxxx',
  '/db/_design/d/_search/i': 'rr-r-- xx-x--',
  '/db/_design/d/_search_info/i': 'rr---- xx----',
  '/db/_design/d/_search_disk_size/i': 'xxxxxx',
  '/db/_design/d/_nouveau/i': 'rr-r-- xx-x--',
  '/db/_design/d/_nouveau_info/i': 'rr---- xx----',
};

const letter = { read: 'r', write: 'w', refused: 'x' } as const;

function judged(path: string): string {
  const rows = [0, 1].map((side) =>
    verbs
      .map((verb) => {
        const found = classify(verb, parseTarget(path).path);
        if (found.kind === 'gateway') return 'o';
        if (found.kind === 'database') return letter[found.needs[side === 0 ? 0 : 1]];
        expect([path, verb, found.listed]).toEqual([path, verb, true]);
        return found.code === 'forbidden' ? 'x' : '-';
      })
      .join(''),
  );
  const [own = '', shared = ''] = rows;
  const whole = /^[ox]/.test(own) && own === shared && !path.startsWith('/db');
  return whole || own === 'xxxxxx' ? own : `${own} ${shared}`;
}

describe('classify', () => {
  it.each(Object.entries(expected))('judges %s verb by verb', (path, how) => {
    expect(judged(path)).toBe(how);
  });

  it('has every endpoint that CouchDB routes, and this test has every one of them', () => {
    expect(Object.keys(expected).sort()).toEqual([...routedPaths].sort());
    const reached = new Set(
      routedPaths.flatMap((path) =>
        verbs.flatMap((verb) => {
          const found = classify(verb, parseTarget(path).path);
          return found.kind === 'database' ? [found.place.endpoint] : [];
        }),
      ),
    );
    const open = Object.entries(databaseEndpoints)
      .filter(([, byVerb]) =>
        Object.values(byVerb).some(([own, shared]) => own !== 'refused' || shared !== 'refused'),
      )
      .map(([name]) => name);
    expect([...reached].sort()).toEqual(open.sort());
    for (const name of Object.keys(serverEndpoints)) {
      expect(routedPaths.some((path) => path.split('/')[1] === name.replace('/', ''))).toBe(true);
    }
  });

  it.each([
    '/_new_endpoint',
    '/_Users',
    '/__proto__',
    '/Db',
    '/db/_All_docs',
    '/db/_new',
    '/db/_access',
    '/db/_design/d/_new',
    '/db/_design/d/_view',
    '/db/_design/d/_view/v/w',
    '/db/_design',
    '/db/_local',
    '/db/_local/a/b',
    '/db/_partition',
    '/db/_partition/p/_changes',
    '/db/_all_docs/x',
    '/db/_changes/x',
    '/db/_bulk_docs/x',
    '/db/_security/x',
    '/db/_index%2F_design',
  ])('refuses %s, which nobody decided about', (path) => {
    for (const verb of verbs) {
      const found = classify(verb, parseTarget(path).path);
      expect(found).toMatchObject({ kind: 'refused', listed: false, code: 'not_found' });
    }
  });
});
