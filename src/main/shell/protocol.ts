import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import type { Logger } from 'pino';
import { contentType, findAsset, type Assets } from './assets.ts';
import { appScheme } from './origin.ts';
import { securityHeaders } from './response-headers.ts';

/** Makes the scheme a standard, secure one with an origin. Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Answers the scheme in this session from the listed files, and with 404 for everything else. */
export function serveAssets(session: Session, assets: Assets, log: Logger): void {
  session.protocol.handle(appScheme, async (request) => {
    const file = request.method === 'GET' ? findAsset(assets, request.url) : null;
    const type = file === null ? null : contentType(file);
    if (file === null || type === null) return refusal(404);
    try {
      const content = await readFile(file);
      return new Response(new Uint8Array(content), {
        headers: { ...securityHeaders, 'Content-Type': type },
      });
    } catch (error) {
      log.error({ error, file }, 'a file of the window could not be read');
      return refusal(500);
    }
  });
}

function refusal(status: 404 | 500): Response {
  return new Response(null, { status, headers: securityHeaders });
}
