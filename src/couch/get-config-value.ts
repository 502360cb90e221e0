import { z } from 'zod';
import { ServerGarbageError } from './errors.ts';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

const absentSchema = z.object({ reason: z.literal('unknown_config_value') });

/**
 * `GET /_node/{node}/_config/{section}/{key}`; null where the value is not set. A node that cannot be asked
 * throws: CouchDB answers 404 for it as well, but for another reason. Administrators only.
 * @param node a name from `_membership`, or `_local`
 */
export async function getConfigValue(
  transport: Requester,
  node: string,
  section: string,
  key: string,
  options: CallOptions = {},
): Promise<string | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: ['_node', node, '_config', section, key],
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  if (response.status !== 404) return parseAnswer(request, response, z.string());
  if (absentSchema.safeParse(response.body).success) return null;
  throw new ServerGarbageError(
    {
      method: 'GET',
      path: `/_node/${node}/_config/${section}/${key}`,
      status: 404,
      error: 'not_found',
      reason: null,
    },
    {
      message: `The node ${node} could not be asked for its configuration.`,
      remedy: 'Start the node, or take it out of the cluster, then try again.',
    },
  );
}
