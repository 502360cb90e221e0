import type { CatchUp } from '../../../shared/bridge/catch-up-views.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';

const text = words.away;

/** No more are listed; the section of drift has them all. */
const listed = 100;

/** What the server is now that nobody edited in the registry. */
export function ServerList({ server }: Pick<CatchUp, 'server'>) {
  const { go } = useNavigation();
  return (
    <div className="away-scroll" role="group" aria-label={text.server} tabIndex={0}>
      <ul>
        {server.slice(0, listed).map((finding) => (
          <li key={finding.id} className="away-row" data-alarm={finding.alarm}>
            <div className="away-body">
              <span className="away-title">{words.drift.kinds[finding.kind]}</span>
              <span className="mono away-fields">{finding.subject}</span>
              <span className="muted away-origin">{finding.detail}</span>
            </div>
          </li>
        ))}
      </ul>
      <p className="away-more">
        {server.length > listed && (
          <span className="muted">{text.more(server.length - listed)} </span>
        )}
        <button
          type="button"
          className="link"
          onClick={() => {
            go('drift');
          }}
        >
          {text.toDrift}
        </button>
      </p>
    </div>
  );
}
