import { GatewayError } from '../errors.ts';

export interface Destination {
  readonly id: string;
  readonly rev: string | null;
}

/**
 * Where a document is to be copied to: the id of a document of the same database, with `?rev=` where that is
 * there. Design and local documents are no destination, and neither is another address.
 * Error: GatewayError `invalid_request`, `forbidden`.
 */
export function readDestination(header: string | string[] | undefined): Destination {
  if (typeof header !== 'string' || header === '') {
    throw new GatewayError('invalid_request', {
      reason: 'Destination header is mandatory for COPY.',
    });
  }
  const parts = /^(?<id>[^?]+)(?:\?rev=(?<rev>[0-9]+-[0-9A-Za-z]+))?$/s.exec(header)?.groups;
  const id = decoded(parts?.['id']);
  if (id === null || /^https?:/i.test(id)) {
    throw new GatewayError('invalid_request', { reason: 'Destination names no document here.' });
  }
  if (id.startsWith('_')) {
    throw new GatewayError('forbidden', { reason: 'This is no destination of a copy.' });
  }
  return { id, rev: parts?.['rev'] ?? null };
}

/** The header as it goes upstream. */
export function destinationHeader({ id, rev }: Destination): string {
  return `${encodeURIComponent(id)}${rev === null ? '' : `?rev=${rev}`}`;
}

function decoded(text: string | undefined): string | null {
  if (text === undefined) return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
