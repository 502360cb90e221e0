import { useLease } from '../../app/data/frame-queries.ts';
import { Note } from '../../components/note.tsx';
import { leaseSentence } from './lease-sentence.ts';

/** Says who else applies to this server; nothing where nobody does. */
export function LeaseNote() {
  const sentence = leaseSentence(useLease().data, new Date());
  if (sentence === null) return null;
  return (
    <Note tone="plain" title={sentence.title} role="status">
      <p>{sentence.text}</p>
    </Note>
  );
}
