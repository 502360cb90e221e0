import { shellQuoted } from '../shell-quoted.ts';
import { operationRequest, requestTarget } from './operation-request.ts';
import type { Operation } from './plan.ts';

/** Above this many characters a body goes through a here-document: one argument has a limit of 128 KiB. */
const argumentLimit = 30_000;
/** Never a line of the body, which is one line of JSON. */
const delimiter = 'END_OF_BODY';

/**
 * The request of an operation as a command for a POSIX shell that ends with an error where CouchDB refuses.
 * It names no credential: curl takes them from `~/.netrc`. A body may hold the hash and salt of a service
 * account, which are what CouchDB stores and open nothing: the password behind them is random with at least
 * 128 bits. No character of the server or the plan reaches the shell unquoted.
 * @param serverUrl address of the server; credentials in it are left out
 */
export function curlCommand(operation: Operation, serverUrl: string): string {
  const request = operationRequest(operation);
  const parts = [
    // Brackets of an IPv6 address and dots of a name are meant as they stand.
    'curl --silent --show-error --fail-with-body --globoff --path-as-is --netrc',
    `-X ${request.method}`,
    shellQuoted(root(serverUrl) + requestTarget(request)),
  ];
  if (request.body === undefined) return parts.join(' ');
  parts.push(`-H 'Content-Type: application/json'`);
  const body = JSON.stringify(request.body);
  if (body.length <= argumentLimit) return `${parts.join(' ')} --data-raw ${shellQuoted(body)}`;
  return `${parts.join(' ')} --data-binary @- <<'${delimiter}'\n${body}\n${delimiter}`;
}

function root(serverUrl: string): string {
  const url = new URL(serverUrl);
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/u, '')}`;
}
