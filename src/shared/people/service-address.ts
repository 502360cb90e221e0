const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s\\]/u;
const longest = 500;

/**
 * What is wrong with the address of a service that people or programs are sent to, as a sentence; null
 * when nothing is. It is https, or http on this machine, and carries no credentials, query or fragment.
 */
export function serviceAddressProblem(text: string): string | null {
  if (text === '') return 'There is no address.';
  if (text.length > longest) return `An address has at most ${String(longest)} characters.`;
  if (invisible.test(text)) return 'A blank, backslash or invisible character is in the address.';
  if (!/^https?:\/\/[^/?#]/iu.test(text) || !URL.canParse(text)) {
    return 'This is no address, like https://login.example.org.';
  }
  const url = new URL(text);
  const authority = /^https?:\/\/(?<authority>[^/?#]*)/iu.exec(text)?.groups?.['authority'] ?? '';
  if (url.username !== '' || url.password !== '' || authority.includes('@')) {
    return 'The address has a user name or password in it.';
  }
  if (/[?#]/u.test(text))
    return 'The address has a query or fragment; leave out what follows ? or #.';
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    return 'The address has to begin with https; http is for this machine only.';
  }
  return null;
}

function isThisMachine(host: string): boolean {
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(host)
  );
}
