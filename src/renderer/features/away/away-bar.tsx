import { IconPlaneArrival } from '@tabler/icons-react';
import { useCatchUp } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { sidesOf } from './away-sides.ts';
import './away.css';

const text = words.away;

/** Above every screen after coming back, until somebody has looked at what met. */
export function AwayBar() {
  const current = useCatchUp().data?.current ?? null;
  const { go } = useNavigation();
  if (current === null) return null;
  const { mine, theirs, server } = sidesOf(current);
  return (
    <div className="away-bar" role="status">
      <IconPlaneArrival size={16} stroke={1.7} aria-hidden />
      <span>
        <strong>{text.bar}</strong> {text.barText(mine, theirs, server)}
      </span>
      <button
        type="button"
        className="link"
        onClick={() => {
          go('away');
        }}
      >
        {text.barAction}
      </button>
    </div>
  );
}
