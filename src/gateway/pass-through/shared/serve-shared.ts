import type { FastifyReply } from 'fastify';
import type { SharedDatabase } from '../../config/schema.ts';
import { GatewayError } from '../../errors.ts';
import type { DatabasePlace } from '../classify.ts';
import { answerJson, type Exchange } from '../exchange.ts';
import { isRecord, own } from '../json-body.ts';
import { allDocs, allDocsQueries } from './all-docs.ts';
import { readAttachment, writeAttachment } from './attachment.ts';
import { bulkDocs } from './bulk-docs.ts';
import { bulkGet } from './bulk-get.ts';
import { changes } from './changes.ts';
import { find } from './find.ts';
import { localDocument } from './local-document.ts';
import { readDocument } from './read-document.ts';
import { revisionsMissing } from './revs-diff.ts';
import { askJson, checkWritable, type Scope } from './scope.ts';
import { queryView } from './view.ts';
import { copyDocument, deleteDocument, postDocument, putDocument } from './write-document.ts';

/**
 * Serves a database that tenants share, each seeing what is their own. What has no rule here is refused; what
 * a token may do was looked at before.
 */
export async function serveShared(
  exchange: Exchange,
  place: DatabasePlace,
  shared: SharedDatabase,
): Promise<FastifyReply> {
  const scope: Scope = { exchange, shared, tenantId: exchange.caller.tenantId };
  const { verb } = exchange;
  const document = place.document ?? '';
  switch (place.endpoint) {
    case 'database':
      return verb === 'POST' ? postDocument(scope) : databaseInfo(scope);
    case '_all_docs':
      return allDocs(scope);
    case '_all_docs/queries':
      return allDocsQueries(scope);
    case '_bulk_docs':
      return bulkDocs(scope);
    case '_bulk_get':
      return bulkGet(scope);
    case '_changes':
      return changes(scope);
    case '_find':
      return find(scope);
    case '_ensure_full_commit': {
      const { status, body } = await askJson(scope, {
        method: 'POST',
        path: ['_ensure_full_commit'],
        body: {},
      });
      return answerJson(exchange, status, body);
    }
    case '_missing_revs':
    case '_revs_diff':
      return revisionsMissing(scope, place.endpoint);
    case 'document':
      return serveDocument(scope, document);
    case 'attachment': {
      const attachment = place.attachment ?? '';
      if (verb === 'GET' || verb === 'HEAD') return readAttachment(scope, document, attachment);
      checkWritable(scope, verb === 'DELETE');
      return writeAttachment(scope, document, attachment);
    }
    case '_local/{id}':
      return localDocument(scope, document);
    case '_design/{d}/_view/{v}':
      return queryView(scope, place);
    default:
      throw new GatewayError('forbidden');
  }
}

function serveDocument(scope: Scope, id: string): Promise<FastifyReply> {
  switch (scope.exchange.verb) {
    case 'PUT':
      return putDocument(scope, id);
    case 'DELETE':
      return deleteDocument(scope, id);
    case 'COPY':
      return copyDocument(scope, id);
    default:
      return readDocument(scope, id);
  }
}

/** What replicators ask of a database; counts and sizes would be everybody's. */
async function databaseInfo(scope: Scope): Promise<FastifyReply> {
  const { status, body } = await askJson(scope, { method: 'GET', path: [] });
  if (status !== 200 || !isRecord(body)) return answerJson(scope.exchange, status, body);
  return answerJson(scope.exchange, 200, {
    db_name: scope.shared.name,
    update_seq: own(body, 'update_seq'),
    instance_start_time: own(body, 'instance_start_time'),
    disk_format_version: own(body, 'disk_format_version'),
    compact_running: false,
    props: {},
  });
}
