import { Loader } from '@mantine/core';
import { words } from '../../app/messages/words.ts';

/** In the place of every section while the console turns to another server. */
export function Switching({ name }: { readonly name: string }) {
  return (
    <div className="empty" role="status">
      <Loader size="sm" type="dots" aria-hidden />
      <h2>{words.frame.switching(name)}</h2>
      <p>{words.frame.switchingText}</p>
    </div>
  );
}
