import { z } from 'zod';
import { requestParsed } from '../../couch/parse-answer.ts';
import type { Requester } from '../../couch/transport.ts';
import { revokedTokenDocumentId, revokedTokenOfId } from '../../shared/documents/revoked-token.ts';
import { registryDatabase } from '../../shared/naming.ts';

const limit = 500;
const nobody = '00000000-0000-4000-8000-000000000000';
const answerSchema = z.object({
  rows: z.array(z.object({ id: z.string(), value: z.object({ rev: z.string() }) })),
});

/**
 * Revocations of tokens that ended before an instant, some hundred at most. Their ids begin with the token's
 * end, so nothing else is read.
 */
export async function endedRevocations(
  transport: Requester,
  before: string,
): Promise<readonly { readonly id: string; readonly rev: string }[]> {
  const { rows } = await requestParsed(
    transport,
    {
      method: 'GET',
      path: [registryDatabase, '_all_docs'],
      query: {
        startkey: JSON.stringify('revokedtoken_'),
        endkey: JSON.stringify(revokedTokenDocumentId(nobody, before)),
        limit,
      },
    },
    answerSchema,
  );
  return rows.flatMap(({ id, value }) => {
    const token = revokedTokenOfId(id);
    return token !== null && token.expiresAt < before ? [{ id, rev: value.rev }] : [];
  });
}
