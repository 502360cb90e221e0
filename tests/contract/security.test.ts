import { expect } from 'vitest';
import { describeFacts, members } from './suite.ts';

const practice = { practice: true };

describeFacts('_security', (fact) => {
  // COUCHDB facts, Databases and _security 1
  fact('a new database is for administrators only', practice, async (bench) => {
    const path = await bench.database();
    const user = await bench.user(['reader']);
    expect((await bench.admin.send('GET', `${path}/_security`)).body).toEqual({
      members: { roles: ['_admin'] },
      admins: { roles: ['_admin'] },
    });
    expect(await bench.anonymous.send('GET', path)).toMatchObject({
      status: 401,
      body: { error: 'unauthorized' },
    });
    expect(await user.send('GET', path)).toMatchObject({
      status: 403,
      body: { error: 'forbidden' },
    });
    expect((await user.send('PUT', `${path}/a`, { body: {} })).status).toBe(403);
  });

  fact('roles and names admit; everybody else is refused at once', practice, async (bench) => {
    const [byRole, byName, outsider] = [
      await bench.user(['reader']),
      await bench.user([]),
      await bench.user(['other']),
    ];
    const security = {
      admins: { names: [], roles: [] },
      members: { names: [byName.name], roles: ['reader'] },
    };
    const path = await bench.database(security);
    for (const client of [byRole, byName]) {
      expect((await client.send('GET', path)).status).toBe(200);
      expect((await client.send('POST', path, { body: {} })).status).toBe(201);
    }
    expect((await outsider.send('GET', path)).status).toBe(403);
    expect((await bench.anonymous.send('GET', path)).status).toBe(401);
    // COUCHDB facts, JWT 8: a change of roles counts for the next request.
    await bench.admin.send('PUT', `${path}/_security`, { body: members('other') });
    expect((await byRole.send('GET', path)).status).toBe(403);
    expect((await outsider.send('GET', path)).status).toBe(200);
  });

  // COUCHDB facts, Databases and _security 1: never write an empty members list
  fact('empty members make a database public, for writing too', practice, async (bench) => {
    for (const security of [{}, members(), { admins: { names: ['x'], roles: [] } }]) {
      const path = await bench.database(security);
      expect((await bench.anonymous.send('GET', path)).status).toBe(200);
      expect((await bench.anonymous.send('PUT', `${path}/a`, { body: {} })).status).toBe(201);
    }
  });

  // COUCHDB facts, Databases and _security 2
  fact('extra keys are kept, and members read them', practice, async (bench) => {
    const security = {
      admins: { names: [], roles: ['boss'] },
      members: { names: [], roles: ['reader'] },
      mycouch: { tenant: 't', generation: 3, nested: { list: [1, null, 'x'] } },
    };
    const path = await bench.database(security);
    const user = await bench.user(['reader']);
    expect((await user.send('GET', `${path}/_security`)).body).toEqual(security);
    expect((await bench.admin.send('GET', `${path}/_security`)).body).toEqual(security);
    expect((await bench.anonymous.send('GET', `${path}/_security`)).status).toBe(401);
  });

  // COUCHDB facts, Databases and _security 5
  fact(
    'a member who writes _security gets 500 no_majority; outsiders 403 and 401',
    practice,
    async (bench) => {
      const path = await bench.database(members('reader'));
      const [member, outsider] = [await bench.user(['reader']), await bench.user([])];
      const body = members('reader', 'me-too');
      const target = `${path}/_security`;
      expect(await member.send('PUT', target, { body })).toMatchObject({
        status: 500,
        body: { error: 'error', reason: 'no_majority' },
      });
      expect((await outsider.send('PUT', target, { body })).status).toBe(403);
      expect((await bench.anonymous.send('PUT', target, { body })).status).toBe(401);
      expect((await bench.admin.send('GET', target)).body).toEqual(members('reader'));
    },
  );

  fact('a malformed _security is refused and changes nothing', practice, async (bench) => {
    const path = await bench.database(members('reader'));
    const target = `${path}/_security`;
    for (const body of [
      [],
      { admins: { names: 'x' } },
      { members: { roles: [1] } },
      { members: 'x' },
    ]) {
      const answer = await bench.admin.send('PUT', target, { body });
      expect(answer, JSON.stringify(body)).toMatchObject({
        status: 500,
        body: { reason: 'no_majority' },
      });
    }
    expect((await bench.admin.send('PUT', target, { body: '{"members":' })).status).toBe(400);
    expect((await bench.admin.send('GET', target)).body).toEqual(members('reader'));
  });

  // COUCHDB facts, Databases and _security 5
  fact(
    'a database administrator edits _security and design documents, but cannot delete the database',
    practice,
    async (bench) => {
      const boss = await bench.user(['boss']);
      const member = await bench.user(['reader']);
      const security = {
        admins: { names: [], roles: ['boss'] },
        members: { names: [], roles: ['reader'] },
      };
      const path = await bench.database(security);
      expect(await member.send('PUT', `${path}/_design/d`, { body: {} })).toMatchObject({
        status: 403,
        body: { error: 'forbidden', reason: 'You are not a db or server admin.' },
      });
      const design = await boss.send('PUT', `${path}/_design/d`, {
        body: { language: 'javascript' },
      });
      expect(design.status).toBe(201);
      expect((await member.send('GET', `${path}/_design/d`)).status).toBe(200);
      expect(
        (await boss.send('PUT', `${path}/_security`, { body: { ...security, note: 1 } })).status,
      ).toBe(200);
      expect((await boss.send('DELETE', path)).status).toBe(401);
    },
  );

  // COUCHDB facts, Databases and _security 5
  fact(
    '_users/_security cannot be edited, and users cannot read _users',
    practice,
    async (bench) => {
      const user = await bench.user(['reader']);
      expect((await bench.admin.send('PUT', '/_users/_security', { body: {} })).status).toBe(403);
      expect((await user.send('GET', '/_users')).status).toBe(403);
      expect((await user.send('GET', '/_users/_all_docs')).status).toBe(401);
      expect((await user.send('GET', '/_users/_changes')).status).toBe(401);
      expect(
        (await bench.anonymous.send('GET', `/_users/org.couchdb.user:${user.name}`)).status,
      ).toBe(401);
    },
  );
});
