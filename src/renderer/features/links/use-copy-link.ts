import { formatLink, type LinkPlace } from '../../../shared/links/deep-link.ts';
import { useCopy } from '../../app/data/frame-queries.ts';
import { words } from '../../app/messages/words.ts';
import { tellFailure } from '../../app/tell-failure.ts';
import { tell } from '../../app/tell.ts';

/** Copies the link to a place, and says so: what copied it is a menu or the palette, and gone by then. */
export function useCopyLink(): (place: LinkPlace) => void {
  const copy = useCopy();
  return (place) => {
    const link = formatLink(place);
    copy.mutate(
      { text: link, secret: false },
      {
        onSuccess: () => {
          tell(link, { title: words.links.copied });
        },
        onError: tellFailure,
      },
    );
  };
}
