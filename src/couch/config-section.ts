import { z } from 'zod';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `GET /_node/{node}/_config/{section}`: every value of a section, none where it is empty. A node that cannot
 * be asked throws. Administrators only; some sections hold secrets.
 * @param node a name from `_membership`, or `_local`
 */
export async function getConfigSection(
  transport: Requester,
  node: string,
  section: string,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, string>> {
  const values = await requestParsed(
    transport,
    { method: 'GET', path: ['_node', node, '_config', section], ...options },
    z.record(z.string(), z.string()),
  );
  return new Map(Object.entries(values));
}

/** `PUT /_node/{node}/_config/{section}/{key}`. CouchDB answers with the value before. */
export async function putConfigValue(
  transport: Requester,
  node: string,
  section: string,
  key: string,
  value: string,
  options: CallOptions = {},
): Promise<void> {
  await requestParsed(
    transport,
    {
      method: 'PUT',
      path: ['_node', node, '_config', section, key],
      body: value,
      idempotent: true,
      ...options,
    },
    z.string(),
  );
}

/** `DELETE /_node/{node}/_config/{section}/{key}`; a value that is not set stays so. */
export async function deleteConfigValue(
  transport: Requester,
  node: string,
  section: string,
  key: string,
  options: CallOptions = {},
): Promise<void> {
  await transport.request({
    method: 'DELETE',
    path: ['_node', node, '_config', section, key],
    idempotent: true,
    accept: [404],
    ...options,
  });
}
