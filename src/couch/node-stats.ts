import { z } from 'zod';
import { type CallOptions, parseAnswer, requestParsed } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const counterSchema = z.object({ value: z.number().int().min(0) });

/**
 * `GET /_node/{node}/_stats/…`: how many continuous changes feeds clients have open on one node. Null where
 * the node does not tell. Administrators only.
 * @param node a name from `_membership`, or `_local`
 */
export async function openFeedsOf(
  transport: Requester,
  node: string,
  options: CallOptions = {},
): Promise<number | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: ['_node', node, '_stats', 'couchdb', 'httpd', 'clients_requesting_changes'],
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  return response.status === 404 ? null : parseAnswer(request, response, counterSchema).value;
}

/** `GET /_node/{node}/_system`: seconds since the node was started or restarted. Administrators only. */
export async function nodeUptime(
  transport: Requester,
  node: string,
  options: CallOptions = {},
): Promise<number> {
  const { uptime } = await requestParsed(
    transport,
    { method: 'GET', path: ['_node', node, '_system'], ...options },
    z.object({ uptime: z.number().min(0) }),
  );
  return uptime;
}
