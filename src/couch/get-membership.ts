import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/** `GET /_membership`: names of the nodes that belong to the cluster, whether they run or not. */
export async function clusterNodes(
  transport: Requester,
  options: CallOptions = {},
): Promise<readonly string[]> {
  const { cluster_nodes } = await requestParsed(
    transport,
    { method: 'GET', path: ['_membership'], ...options },
    z.object({ cluster_nodes: z.array(z.string()).min(1) }),
  );
  return cluster_nodes;
}
