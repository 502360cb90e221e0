import { unset } from './configuration.ts';
import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest, missing, notOffered } from './failure.ts';
import { requireServerAdmin } from './security.ts';

/** The one node there is, under the name that CouchDB has without a cluster. */
const nodeName = 'nonode@nohost';

export const describeMembership = (exchange: Exchange): Answer => {
  requireServerAdmin(exchange.identity);
  return json(200, { all_nodes: [nodeName], cluster_nodes: [nodeName] });
};

/** `_node/{node}` and its configuration, as far as tokens go. Errors: 401, 404, 405, 501. */
export const answerNode = async (exchange: Exchange, rest: readonly string[]): Promise<Answer> => {
  requireServerAdmin(exchange.identity);
  const [node, what, section, key, ...more] = rest;
  if (node !== nodeName && node !== '_local') throw missing(`no such node: ${node ?? ''}`);
  if (what === undefined) return json(200, { name: nodeName });
  if (what !== '_config' || section === undefined || more.length > 0) {
    throw notOffered(`/_node/{node}/${rest.slice(1).join('/')}`);
  }
  const { configuration } = exchange.practice;
  if (key === undefined) {
    if (exchange.method !== 'GET') throw methodNotAllowed('GET');
    return json(200, Object.fromEntries(configuration.section(section)));
  }
  switch (exchange.method) {
    case 'GET': {
      const value = configuration.section(section).get(key);
      if (value === undefined) throw unset();
      return json(200, value);
    }
    case 'PUT': {
      const value = await readJson(exchange, true);
      if (typeof value !== 'string') throw badRequest('the value must be a JSON string');
      return json(200, (await configuration.set(section, key, value)) ?? '');
    }
    case 'DELETE': {
      const before = await configuration.set(section, key, null);
      if (before === null) throw unset();
      return json(200, before);
    }
    default:
      throw methodNotAllowed('GET', 'PUT', 'DELETE');
  }
};
