import { z } from 'zod';
import {
  type AnyCouchError,
  CouchConflictError,
  type CouchFailure,
  CouchNotFoundError,
  ServerFailedError,
  ServerForbiddenError,
  ServerFullError,
  ServerLockedOutError,
  ServerNotAdministratorError,
  ServerNotCouchDbError,
  ServerWrongPasswordError,
} from './errors.ts';

const reasonLimit = 300;
const complaintSchema = z.object({ error: z.string(), reason: z.string().nullish() });

/** The error for an answer whose status is not a success. `body` is the parsed answer, or null. */
export function statusError(
  request: { readonly method: string; readonly path: string },
  status: number,
  body: unknown,
): AnyCouchError {
  const failure = complaint(request, status, body);
  const said = failure.reason === null ? '' : ` It said: ${failure.reason}`;
  if (status >= 300 && status < 400) {
    return new ServerNotCouchDbError(failure, {
      message: 'The address answers with a redirect, which is not followed.',
      remedy: 'Enter the address that CouchDB itself has, without a redirect in between.',
    });
  }
  if (isFull(failure)) {
    return new ServerFullError(failure, {
      message: 'The server has no room left to write.',
      remedy: 'Free disk space on the server, then try again.',
    });
  }
  switch (status) {
    case 401:
      return unauthorized(failure, said);
    case 403:
      return isLocked(failure)
        ? lockedOut(failure)
        : new ServerForbiddenError(failure, {
            message: `The server does not allow this.${said}`,
            remedy: 'Check that the account has the rights it needs.',
          });
    case 404:
      return new CouchNotFoundError(failure, {
        message: `The server has nothing at ${failure.path}.`,
        remedy: 'Plan again; it may have been removed meanwhile.',
      });
    case 409:
    case 412:
      return new CouchConflictError(failure, {
        message: `${failure.path} was changed by somebody else meanwhile.`,
        remedy: 'Plan again.',
      });
    case 429:
    case 503:
      return new ServerFailedError(failure, {
        message: 'The server is too busy to answer.',
        remedy: 'Try again in a moment.',
      });
    case 502:
    case 504:
      return new ServerFailedError(failure, {
        message: 'A proxy answers, and the server behind it does not.',
        remedy: 'Check that CouchDB runs behind its proxy, then try again.',
      });
    default:
      return new ServerFailedError(failure, {
        message: `The server answered ${String(status)} to ${failure.method} ${failure.path}.${said}`,
        remedy:
          status >= 500 && failure.method !== 'GET'
            ? 'Look at the log of the CouchDB server, and whether its disk is full.'
            : 'Look at the log of the CouchDB server.',
      });
  }
}

/** The error for a sign-in that the server refused. */
export function signInError(status: number, body: unknown): AnyCouchError {
  const failure = complaint({ method: 'POST', path: '/_session' }, status, body);
  if (status === 401) {
    return new ServerWrongPasswordError(failure, {
      message: 'The server does not accept this user name and password.',
      remedy: 'Check both. After five wrong passwords CouchDB locks the user out for a while.',
    });
  }
  if (status === 403) return lockedOut(failure);
  if (status === 404 || status === 405) {
    return new ServerNotCouchDbError(failure, {
      message: 'The address answers, but has no sign-in as CouchDB has.',
      remedy: 'Check the address and its path.',
    });
  }
  return statusError({ method: 'POST', path: '/_session' }, status, body);
}

function complaint(
  request: { readonly method: string; readonly path: string },
  status: number,
  body: unknown,
): CouchFailure {
  const parsed = complaintSchema.safeParse(body);
  return {
    method: request.method,
    path: request.path,
    status,
    error: parsed.success ? parsed.data.error.slice(0, reasonLimit) : null,
    reason: parsed.success ? (parsed.data.reason?.slice(0, reasonLimit) ?? null) : null,
  };
}

function isFull(failure: CouchFailure): boolean {
  if (failure.status === 507) return true;
  return (
    (failure.status ?? 0) >= 500 &&
    /enospc|edquot|insufficient_storage|no space/i.test(
      `${failure.error ?? ''} ${failure.reason ?? ''}`,
    )
  );
}

function isLocked(failure: CouchFailure): boolean {
  return /locked/i.test(failure.reason ?? '');
}

function lockedOut(failure: CouchFailure): AnyCouchError {
  return new ServerLockedOutError(failure, {
    message: 'The server has locked this user out after too many wrong passwords.',
    remedy: 'Wait five minutes, then try once with the right password.',
  });
}

function unauthorized(failure: CouchFailure, said: string): AnyCouchError {
  return /not a server admin/i.test(failure.reason ?? '')
    ? new ServerNotAdministratorError(failure, {
        message: 'This needs a server administrator, and the account is none.',
        remedy: 'Connect with an account that CouchDB lists as administrator.',
      })
    : new ServerForbiddenError(failure, {
        message: `The server does not let this account in.${said}`,
        remedy: 'Check that the account has the rights it needs.',
      });
}
