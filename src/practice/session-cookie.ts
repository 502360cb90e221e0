import { createHmac, timingSafeEqual } from 'node:crypto';
import { badRequest } from './failure.ts';

export interface SessionCookie {
  readonly name: string;
  /** Seconds since 1970 at which it was made. */
  readonly issuedAt: number;
  readonly signature: Buffer;
  /** Exactly the bytes that are signed. */
  readonly signed: string;
}

const sign = (signed: string, key: string): Buffer =>
  createHmac('sha256', key).update(signed).digest();

/** `base64url(name:HEXTIME:hmac)`; the key holds the user's salt, so a new password ends old sessions. */
export const makeSessionCookie = (name: string, issuedAt: number, key: string): string => {
  const signed = `${name}:${issuedAt.toString(16).toUpperCase()}`;
  return Buffer.concat([Buffer.from(`${signed}:`), sign(signed, key)]).toString('base64url');
};

/** Takes a cookie apart without judging it. Errors: 400 when it is not one of ours at all. */
export const parseSessionCookie = (value: string): SessionCookie => {
  const malformed = badRequest('Malformed AuthSession cookie. Please clear your cookies.');
  const bytes = Buffer.from(value, 'base64url');
  const signatureAt = bytes.length - 32;
  if (signatureAt < 3 || bytes[signatureAt - 1] !== 0x3a) throw malformed;
  const signed = bytes.subarray(0, signatureAt - 1).toString('utf8');
  const match = /^(.+):([0-9A-F]{1,12})$/s.exec(signed);
  const [, name, time] = match ?? [];
  if (name === undefined || time === undefined) throw malformed;
  return {
    name,
    issuedAt: Number.parseInt(time, 16),
    signature: bytes.subarray(signatureAt),
    signed,
  };
};

/** Whether the signature holds and the age (at `now`, in seconds) is within the timeout. */
export const sessionCookieHolds = (
  cookie: SessionCookie,
  key: string,
  now: number,
  timeoutSeconds: number,
): boolean =>
  timingSafeEqual(sign(cookie.signed, key), cookie.signature) &&
  now < cookie.issuedAt + timeoutSeconds;

/** The `AuthSession` value among the cookies of a header, or undefined. */
export const findSessionCookie = (header: string | undefined): string | undefined => {
  for (const pair of (header ?? '').split(';')) {
    const [name, ...rest] = pair.trim().split('=');
    const value = rest.join('=');
    if (name === 'AuthSession' && value !== '') return value;
  }
  return undefined;
};

/** A `Set-Cookie` value; an empty cookie is set to end the session. `at` in seconds since 1970. */
export const sessionCookieHeader = (value: string, at: number, timeoutSeconds: number): string => {
  const expires = new Date((value === '' ? at : at + timeoutSeconds) * 1000).toUTCString();
  const age = value === '' ? '' : `; Max-Age=${timeoutSeconds}`;
  return `AuthSession=${value}; Version=1; Expires=${expires}${age}; Path=/; HttpOnly`;
};
