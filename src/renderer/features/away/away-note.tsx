import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';

const text = words.away;

/** Says at a plan why applying it waits, and leads to what has to be looked at. */
export function AwayNote() {
  const { go } = useNavigation();
  return (
    <Note tone="warn" title={text.planTitle} role="status">
      <p>
        {text.planText}{' '}
        <button
          type="button"
          className="link"
          onClick={() => {
            go('away');
          }}
        >
          {text.barAction}
        </button>
      </p>
    </Note>
  );
}
