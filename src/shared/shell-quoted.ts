/** One word for a POSIX shell. NUL, which no argument can hold, must not be in it. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
