import type { FastifyReply } from 'fastify';
import { GatewayError } from '../../errors.ts';
import { answerJson } from '../exchange.ts';
import { isRecord, own, readObject, type JsonObject } from '../json-body.ts';
import { leavesOf } from './leaves.ts';
import { askJson, type Scope } from './scope.ts';

/**
 * `_revs_diff` and `_missing_revs`: of a document of somebody else every revision is missing, as of one that
 * never was.
 */
export async function revisionsMissing(
  scope: Scope,
  endpoint: '_revs_diff' | '_missing_revs',
): Promise<FastifyReply> {
  const { exchange } = scope;
  const limit = exchange.services.config.limits.passThroughBytes;
  const asked = await readObject(exchange.request.raw, limit);
  for (const revs of Object.values(asked)) {
    if (!Array.isArray(revs) || revs.some((rev) => typeof rev !== 'string')) {
      throw new GatewayError('invalid_request', { reason: 'Revisions are lists of strings.' });
    }
  }
  const diff = await askJson(scope, { method: 'POST', path: ['_revs_diff'], body: asked });
  if (diff.status !== 200 || !isRecord(diff.body)) {
    return answerJson(exchange, diff.status, diff.body);
  }
  const told = diff.body;
  // What CouchDB knows nothing of is nobody's.
  const known = Object.keys(asked).filter((id) => isKnown(own(told, id), own(asked, id)));
  const leaves = await leavesOf(
    scope,
    known.filter((id) => !id.startsWith('_')),
  );
  const rows = Object.keys(asked).flatMap((id): readonly (readonly [string, JsonObject])[] => {
    const mine = leaves.get(id)?.some((leaf) => leaf.own) === true;
    if (known.includes(id) && !mine) return [[id, { missing: own(asked, id) }]];
    const answer = own(told, id);
    return isRecord(answer) ? [[id, answer]] : [];
  });
  if (endpoint === '_revs_diff') return answerJson(exchange, 200, Object.fromEntries(rows));
  const missing = rows.map(([id, answer]) => [id, own(answer, 'missing')] as const);
  return answerJson(exchange, 200, { missing_revs: Object.fromEntries(missing) });
}

function isKnown(answer: unknown, asked: unknown): boolean {
  if (!isRecord(answer)) return true;
  const missing = own(answer, 'missing');
  return (
    own(answer, 'possible_ancestors') !== undefined ||
    !Array.isArray(missing) ||
    !Array.isArray(asked) ||
    missing.length !== new Set(asked).size
  );
}
