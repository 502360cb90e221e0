/** A message for the system's mail program to begin with. */
export interface MailDraft {
  readonly to: string;
  readonly subject: string;
  /** Lines apart by `\n`. */
  readonly body: string;
}

/**
 * The address that opens the mail program with a message (RFC 6068). It becomes an argument of another
 * process, so no secret may be in the message.
 */
export function mailLink({ to, subject, body }: MailDraft): string {
  const encode = (text: string) =>
    encodeURIComponent(text.replaceAll(/\r\n|\n/g, '\r\n').replaceAll(/\p{Cs}/gu, '\ufffd'));
  const address = encode(to).replaceAll('%40', '@');
  return `mailto:${address}?subject=${encode(subject)}&body=${encode(body)}`;
}
