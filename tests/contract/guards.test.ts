import { expect } from 'vitest';
import { guardDesign, guardId } from '../../src/shared/planning/guard.ts';
import { field, text } from './client.ts';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };

const guard = (body: string) => ({
  language: 'javascript',
  validate_doc_update: `function (newDoc, oldDoc, userCtx, secObj) { ${body} }`,
});

/** Refuses and tells what it was called with. */
const telling = guard(
  `if (newDoc.tell) throw({forbidden: JSON.stringify({
    old: oldDoc && oldDoc.v, user: userCtx, security: secObj, deleted: !!newDoc._deleted })});`,
);

const told = (reply: { readonly body: unknown }): unknown => {
  const parsed: unknown = JSON.parse(text(reply.body, 'reason'));
  return parsed;
};

describeFacts('guards', (fact) => {
  // COUCHDB facts, Databases and _security 2
  fact(
    'a guard sees both documents, who writes, and the extra keys of _security',
    practice,
    async (bench) => {
      const user = await bench.user(['reader']);
      const security = { ...members('reader'), mycouch: { tenant: 't', readOnly: true } };
      const path = await bench.database(security);
      await bench.admin.send('PUT', `${path}/_design/guard`, { body: telling });
      const fresh = await user.send('PUT', `${path}/a`, { body: { tell: true } });
      expect(fresh).toMatchObject({ status: 403, body: { error: 'forbidden' } });
      expect(told(fresh)).toMatchObject({
        old: null,
        user: { db: path.slice(1), name: user.name, roles: ['reader'] },
        security,
        deleted: false,
      });
      const made = await user.send('PUT', `${path}/a`, { body: { v: 7 } });
      const changed = await user.send('PUT', `${path}/a`, {
        body: { tell: true, _rev: text(made.body, 'rev') },
      });
      expect(told(changed)).toMatchObject({ old: 7 });
      const admin = await bench.admin.send('PUT', `${path}/b`, { body: { tell: true } });
      expect(told(admin)).toMatchObject({ user: { roles: ['_admin'] } });
    },
  );

  fact(
    'a change of _security counts for the next write, without touching the guard',
    practice,
    async (bench) => {
      const user = await bench.user(['reader']);
      const path = await bench.database({
        ...members('reader'),
        mycouch: { readOnly: false },
      });
      const body = guard("if (secObj.mycouch.readOnly) throw({forbidden: 'read-only'});");
      await bench.admin.send('PUT', `${path}/_design/guard`, { body });
      expect((await user.send('PUT', `${path}/a`, { body: {} })).status).toBe(201);
      const next = { ...members('reader'), mycouch: { readOnly: true } };
      await bench.admin.send('PUT', `${path}/_security`, { body: next });
      expect(await user.send('PUT', `${path}/b`, { body: {} })).toMatchObject({
        status: 403,
        body: { error: 'forbidden', reason: 'read-only' },
      });
    },
  );

  // COUCHDB facts, Guards 4
  fact('deletions pass the guard with _deleted set', practice, async (bench) => {
    const path = await bench.database();
    const written = await bench.admin.send('PUT', `${path}/a`, { body: { tenant_id: 't' } });
    const rev = text(written.body, 'rev');
    const body = guard(
      "if (newDoc.tenant_id !== 't') throw({forbidden: newDoc._deleted ? 'deletion' : 'tenant'});",
    );
    const made = await bench.admin.send('PUT', `${path}/_design/guard`, { body });
    expect(await bench.admin.send('DELETE', `${path}/a?rev=${rev}`)).toMatchObject({
      status: 403,
      body: { reason: 'deletion' },
    });
    const allowing = guard(
      "if (!newDoc._deleted && newDoc.tenant_id !== 't') throw({forbidden: 'tenant'});",
    );
    const next = { ...allowing, _rev: text(made.body, 'rev') };
    expect((await bench.admin.send('PUT', `${path}/_design/guard`, { body: next })).status).toBe(
      201,
    );
    expect((await bench.admin.send('DELETE', `${path}/a?rev=${rev}`)).status).toBe(200);
  });

  fact('unauthorized is 401, anything else thrown is 500', practice, async (bench) => {
    const path = await bench.database();
    const body = guard(
      "if (newDoc.u) throw({unauthorized: 'who?'}); if (newDoc.x) newDoc.a.b.c; if (newDoc.y) throw({other: 1});",
    );
    await bench.admin.send('PUT', `${path}/_design/guard`, { body });
    expect(await bench.admin.send('PUT', `${path}/a`, { body: { u: 1 } })).toMatchObject({
      status: 401,
      body: { error: 'unauthorized', reason: 'who?' },
    });
    expect(await bench.admin.send('PUT', `${path}/a`, { body: { x: 1 } })).toMatchObject({
      status: 500,
      body: { error: 'TypeError' },
    });
    expect((await bench.admin.send('PUT', `${path}/a`, { body: { y: 1 } })).status).toBe(500);
    expect((await bench.admin.send('GET', `${path}/a`)).status).toBe(404);
  });

  fact(
    'a guard that does not compile stops every write, administrators included',
    practice,
    async (bench) => {
      const path = await bench.database();
      const made = await bench.admin.send('PUT', `${path}/_design/guard`, {
        body: { validate_doc_update: 'function( {' },
      });
      expect(made.status).toBe(201);
      expect(await bench.admin.send('PUT', `${path}/a`, { body: {} })).toMatchObject({
        status: 500,
        body: { error: 'compilation_error' },
      });
      const gone = await bench.admin.send(
        'DELETE',
        `${path}/_design/guard?rev=${text(made.body, 'rev')}`,
      );
      expect(gone.status).toBe(200);
      expect((await bench.admin.send('PUT', `${path}/a`, { body: {} })).status).toBe(201);
    },
  );

  fact('every guard of a database must agree', practice, async (bench) => {
    const path = await bench.database();
    await bench.admin.send('PUT', `${path}/_design/one`, {
      body: guard("if (newDoc.a) throw({forbidden: 'one'});"),
    });
    await bench.admin.send('PUT', `${path}/_design/two`, {
      body: guard("if (newDoc.b) throw({forbidden: 'two'});"),
    });
    expect((await bench.admin.send('PUT', `${path}/x`, { body: { a: 1 } })).status).toBe(403);
    expect((await bench.admin.send('PUT', `${path}/x`, { body: { b: 1 } })).status).toBe(403);
    expect((await bench.admin.send('PUT', `${path}/x`, { body: {} })).status).toBe(201);
  });

  fact('_bulk_docs tells the refused ones and writes the others', practice, async (bench) => {
    const path = await bench.database();
    await bench.admin.send('PUT', `${path}/_design/guard`, {
      body: guard("if (newDoc.no) throw({forbidden: 'no'});"),
    });
    const docs = [{ _id: 'a', no: 1 }, { _id: 'b' }];
    const edits = await bench.admin.send('POST', `${path}/_bulk_docs`, { body: { docs } });
    expect(edits).toMatchObject({
      status: 201,
      body: [
        { id: 'a', error: 'forbidden', reason: 'no' },
        { ok: true, id: 'b' },
      ],
    });
    const forged = [
      { _id: 'c', _rev: '1-x', no: 1 },
      { _id: 'd', _rev: '1-x' },
    ];
    const replicated = await bench.admin.send('POST', `${path}/_bulk_docs`, {
      body: { docs: forged, new_edits: false },
    });
    expect(replicated.body).toEqual([{ id: 'c', rev: '1-x', error: 'forbidden', reason: 'no' }]);
    expect((await bench.admin.send('GET', `${path}/d`)).status).toBe(200);
  });

  // COUCHDB facts, Guards 1 and 2
  fact('guards are no walls: a second tree and _local documents pass', practice, async (bench) => {
    const user = await bench.user(['reader']);
    const path = await bench.database(members('reader'));
    await bench.admin.send('PUT', `${path}/_design/guard`, {
      body: guard("if (oldDoc) throw({forbidden: 'append only'});"),
    });
    await user.send('PUT', `${path}/entry`, { body: { v: 'honest' } });
    const forged = [{ _id: 'entry', _rev: '1-ffffffffffffffffffffffffffffffff', v: 'forged' }];
    const passed = await user.send('POST', `${path}/_bulk_docs`, {
      body: { docs: forged, new_edits: false },
    });
    expect(passed.body).toEqual([]);
    expect(field((await user.send('GET', `${path}/entry`)).body, 'v')).toBe('forged');
    expect((await user.send('PUT', `${path}/_local/x`, { body: { v: 1 } })).status).toBe(201);
    expect((await user.send('PUT', `${path}/_local/x`, { body: { v: 2 } })).status).toBe(201);
  });

  fact(
    'the console’s own guard follows the flags in _security: over quota only deletions pass',
    practice,
    async (bench) => {
      const role = 't:1:1';
      const user = await bench.user([role, `${role}:w`]);
      const secured = (flags: object) => ({
        ...members(role),
        mycouch: {
          tenant: '1',
          generation: 1,
          state: 'active',
          readOnly: false,
          overQuota: false,
          tenantFields: ['tenant_id'],
          ...flags,
        },
      });
      const path = await bench.database(secured({}));
      await bench.admin.send('PUT', `${path}/${guardId}`, { body: guardDesign.body });
      const put = (id: string) => user.send('PUT', `${path}/${id}`, { body: { tenant_id: '1' } });
      const flag = (flags: object) =>
        bench.admin.send('PUT', `${path}/_security`, { body: secured(flags) });
      const first = text((await put('a')).body, 'rev');
      const second = text((await put('b')).body, 'rev');
      await flag({ overQuota: true });
      expect((await put('c')).status).toBe(403);
      expect((await user.send('DELETE', `${path}/a?rev=${first}`)).status).toBe(200);
      await flag({ overQuota: true, readOnly: true });
      expect((await user.send('DELETE', `${path}/b?rev=${second}`)).status).toBe(403);
      await flag({});
      expect((await put('c')).status).toBe(201);
    },
  );
});
