import { z } from 'zod';
import { type CallOptions, parseAnswer } from './parse-answer.ts';
import type { CouchRequest, Requester } from './transport.ts';

/** `GET /_node/_local/_config/{section}/{key}`; null where the value is not set. Administrators only. */
export async function getConfigValue(
  transport: Requester,
  section: string,
  key: string,
  options: CallOptions = {},
): Promise<string | null> {
  const request: CouchRequest = {
    method: 'GET',
    path: ['_node', '_local', '_config', section, key],
    accept: [404],
    ...options,
  };
  const response = await transport.request(request);
  return response.status === 404 ? null : parseAnswer(request, response, z.string());
}
