import { json, methodNotAllowed, readJson, type Answer, type Exchange } from './exchange.ts';
import { badRequest, PracticeFailure, unauthorized } from './failure.ts';
import { isObject } from './json.ts';
import { flag } from './query.ts';
import { sessionCookieHeader } from './session-cookie.ts';

const seconds = (): number => Math.floor(Date.now() / 1000);

const endedCookie = (exchange: Exchange): Record<string, string> => ({
  'set-cookie': sessionCookieHeader('', seconds(), exchange.practice.settings.sessionSeconds),
});

const required = (name: unknown, password: unknown): { name: string; password: string } => {
  if (typeof name !== 'string') throw badRequest('request body must contain a username');
  return { name, password: typeof password === 'string' ? password : '' };
};

const readCredentials = async (exchange: Exchange): Promise<{ name: string; password: string }> => {
  const type = exchange.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) {
    const body = await readJson(exchange);
    const fields = isObject(body) ? body : {};
    const { name, username = name, password } = fields;
    return required(username, password);
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    const form = new URLSearchParams((await exchange.readBody()).toString('utf8'));
    return required(form.get('name') ?? form.get('username'), form.get('password'));
  }
  throw new PracticeFailure(
    415,
    'bad_content_type',
    "Content-Type must be 'application/x-www-form-urlencoded' or 'application/json'",
  );
};

const signIn = async (exchange: Exchange): Promise<Answer> => {
  const { accounts, settings } = exchange.practice;
  const { name, password } = await readCredentials(exchange);
  try {
    const { identity, cookie } = await accounts.signIn(name, password);
    const header = sessionCookieHeader(cookie, seconds(), settings.sessionSeconds);
    return json(
      200,
      { ok: true, name: identity.name, roles: identity.roles },
      { 'set-cookie': header },
    );
  } catch (error) {
    if (!(error instanceof PracticeFailure) || error.status !== 401) throw error;
    return json(401, { error: error.error, reason: error.reason }, endedCookie(exchange));
  }
};

const describeSession = ({ practice, identity, query }: Exchange): Answer => {
  if (identity.name === null && flag(query, 'basic')) throw unauthorized('Please login.');
  const handlers = { authentication_handlers: practice.configuration.handlers() };
  const { name, roles, authenticated } = identity;
  return json(200, {
    ok: true,
    userCtx: { name, roles },
    info: authenticated === null ? handlers : { ...handlers, authenticated },
  });
};

/** `_session`: who am I, sign in, sign out. */
export const answerSession = async (exchange: Exchange): Promise<Answer> => {
  switch (exchange.method) {
    case 'GET':
    case 'HEAD':
      return describeSession(exchange);
    case 'POST':
      return signIn(exchange);
    case 'DELETE':
      return json(200, { ok: true }, endedCookie(exchange));
    default:
      throw methodNotAllowed('GET', 'HEAD', 'POST', 'DELETE');
  }
};
