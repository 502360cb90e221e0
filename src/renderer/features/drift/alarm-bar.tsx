import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useDrift } from '../../app/data/frame-queries.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { alarmsOf } from './drift-filter.ts';
import { CorrectDialog } from './correct-dialog.tsx';
import './drift.css';

const text = words.drift.alarm;
const named = 3;

/** Above every screen while a database is open to everyone; it does not go by looking away. */
export function AlarmBar() {
  const alarms = alarmsOf(useDrift().data);
  const { go } = useNavigation();
  const [correcting, setCorrecting] = useState(false);
  const open = alarms.filter(({ kind }) => kind === 'database-public');
  if (alarms.length === 0 && !correcting) return null;
  const names = alarms.slice(0, named).map(({ subject }) => subject);
  const more = alarms.length - names.length;
  return (
    <div className="alarm-bar" role="alert" aria-label={text.label}>
      <IconAlertTriangle size={16} stroke={1.8} aria-hidden />
      <span className="alarm-text">
        <strong>
          {open.length === alarms.length ? text.open(open.length) : text.other(alarms.length)}
        </strong>{' '}
        <span className="mono">{names.join(', ')}</span>
        {more > 0 && ` ${words.plan.more(more)}`}
        {open.length > 0 && <span className="alarm-why">. {text.text}</span>}
      </span>
      <button
        type="button"
        className="alarm-action"
        onClick={() => {
          setCorrecting(true);
        }}
      >
        {text.correct}
      </button>
      <button
        type="button"
        className="alarm-link"
        onClick={() => {
          go('drift');
        }}
      >
        {text.show}
      </button>
      <CorrectDialog
        findings={correcting ? alarms : null}
        onClose={() => {
          setCorrecting(false);
        }}
      />
    </div>
  );
}
