import type { TenantBulkReport } from '../../../shared/bridge/tenant-views.ts';
import { words } from '../../app/messages/words.ts';
import { Note } from '../../components/note.tsx';
import type { BulkName } from './bulk-actions.ts';

const text = words.tenants.bulk;

/** What was done, what was so already, and what was refused and why. */
export function BulkReport({
  name,
  report,
}: {
  readonly name: BulkName;
  readonly report: TenantBulkReport;
}) {
  return (
    <div className="stack" role="status">
      <p>
        <strong>{text.done[name](report.done)}</strong>{' '}
        {report.unchanged > 0 && text.unchanged(report.unchanged)}{' '}
        {report.left > 0 && text.left(report.left)}
      </p>
      {report.refused.map(({ code, message, count, keys }) => (
        <Note key={`${code} ${message}`} tone="warn" title={text.refused(count)}>
          <p>{message}</p>
          {count > 1 && (
            <p className="muted">{text.refusedKeys(keys.join(', '), count - keys.length)}</p>
          )}
        </Note>
      ))}
    </div>
  );
}
