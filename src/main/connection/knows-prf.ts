/** `pbkdf2_prf` in user documents came with CouchDB 3.4. */
export function knowsPrf(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 4);
}
