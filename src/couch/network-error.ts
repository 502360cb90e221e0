import {
  type AnyCouchError,
  CouchCancelledError,
  CouchError,
  type CouchFailure,
  ServerCertificateError,
  ServerNotCouchDbError,
  ServerRefusedError,
  ServerTimeoutError,
} from './errors.ts';

interface Attempted {
  readonly method: string;
  readonly path: string;
}

const certificateCodes =
  /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|EPROTO$)/;

/** The connection was there and was taken away. */
const closed: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** The error for a request to which no answer came, from whatever the HTTP client threw. */
export function networkError(request: Attempted, thrown: unknown): AnyCouchError {
  const code = networkCode(thrown);
  const failure: CouchFailure = { ...request, status: null, error: code, reason: null };
  // The thrown error is not kept as cause: its message can hold addresses and header values.
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new ServerRefusedError(failure, {
      message: 'The name of the server is not known.',
      remedy: 'Check the address for typing errors, and that this computer is online.',
    });
  }
  if (code === 'ECONNREFUSED') {
    return new ServerRefusedError(failure, {
      message: 'Nothing accepts connections at this address.',
      remedy: 'Check that CouchDB is running and that the port is right.',
    });
  }
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return timeoutError(request);
  if (certificateCodes.test(code)) {
    return new ServerCertificateError(failure, {
      message: `A secure connection could not be made (${code}).`,
      remedy:
        'Check the certificate of the server: its name, its date and who signed it; or whether the port speaks TLS at all.',
    });
  }
  if (code.startsWith('HPE_')) {
    return new ServerNotCouchDbError(failure, {
      message: 'Something answers at this address, but it does not speak HTTP.',
      remedy: 'Check the port, and whether the address should begin with https.',
    });
  }
  return new ServerRefusedError(failure, {
    message: closed.has(code)
      ? 'The server closed the connection before its answer was complete.'
      : `The connection to the server broke (${code}).`,
    remedy: 'Check the network and that CouchDB is running, then try again.',
  });
}

export function timeoutError(request: Attempted): AnyCouchError {
  return new ServerTimeoutError(
    { ...request, status: null, error: 'timeout', reason: null },
    {
      message: 'The server did not answer in time.',
      remedy:
        'Check the network, the port, whether the address should begin with http or https, and how busy the server is.',
    },
  );
}

export function cancelledError(request: Attempted): AnyCouchError {
  return new CouchCancelledError(
    { ...request, status: null, error: 'cancelled', reason: null },
    { message: 'Cancelled.', remedy: '' },
  );
}

/** True where the connection broke before a whole answer came, and was not refused from the start. */
export function isBrokenConnection(error: unknown): boolean {
  return (
    error instanceof ServerRefusedError &&
    !['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.failure.error ?? '')
  );
}

/** True where the server cannot be reached, as against one that answers with a refusal. */
export function isUnreachable(error: unknown): boolean {
  return (
    error instanceof CouchError &&
    (error instanceof ServerRefusedError ||
      error instanceof ServerTimeoutError ||
      error instanceof ServerCertificateError)
  );
}

function networkCode(thrown: unknown): string {
  for (let error = thrown; error instanceof Error; error = error.cause) {
    if (error.name === 'HTTPParserError') return 'HPE_INVALID';
    if ('code' in error && typeof error.code === 'string') return error.code;
    if (error instanceof AggregateError && error.errors.length > 0)
      return networkCode(error.errors[0]);
  }
  return 'unknown';
}
