import { z } from 'zod';
import type { IndexSpec } from '../shared/planning/server-spec.ts';
import { type CallOptions, requestParsed } from './parse-answer.ts';
import type { Requester } from './transport.ts';

/**
 * `POST /{db}/_index`. Makes the index, or gives the one of that name and design document this content; one
 * that is so already stays untouched. CouchDB builds it in its own time.
 */
export async function putIndex(
  transport: Requester,
  database: string,
  index: IndexSpec,
  options: CallOptions = {},
): Promise<void> {
  const { name, design, fields, partialFilter } = index;
  await requestParsed(
    transport,
    {
      method: 'POST',
      path: [database, '_index'],
      body: {
        index: {
          fields,
          ...(partialFilter === null ? {} : { partial_filter_selector: partialFilter }),
        },
        ddoc: design.replace(/^_design\//, ''),
        name,
        type: 'json',
      },
      idempotent: true,
      ...options,
    },
    z.object({ result: z.enum(['created', 'exists']) }),
  );
}
