import { IconChevronRight } from '@tabler/icons-react';
import { useState } from 'react';
import type { AuditEntry } from '../../../shared/documents/audit.ts';
import { fullMoment, moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import { auditSentence } from './audit-sentence.ts';

/** One entry; its details on demand. */
export function ActivityRow({ entry }: { readonly entry: AuditEntry }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button
        type="button"
        className="activity-line"
        aria-expanded={opened}
        onClick={() => {
          setOpened((before) => !before);
        }}
      >
        <IconChevronRight className="chevron" size={14} aria-hidden />
        <span className="activity-what ellipsis">
          {auditSentence(entry)}
          {entry.outcome === 'failed' && <span className="bad"> · {words.activity.failed}</span>}
        </span>
        <span className="activity-who muted ellipsis">
          {words.activity.by(entry.actor, entry.device)}
        </span>
        <time
          className="activity-when muted"
          dateTime={entry.createdAt}
          title={fullMoment(entry.createdAt)}
        >
          {moment(entry.createdAt, new Date())}
        </time>
      </button>
      {opened && (
        <div className="activity-details">
          <JsonBlock
            label={words.activity.details}
            value={{
              action: entry.action,
              resource: `${entry.resource_type} ${entry.resource_id}`,
              ...entry.details,
            }}
          />
        </div>
      )}
    </>
  );
}
