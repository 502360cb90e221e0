import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';

const text = words.plan;

/** No more are listed; the command line prints them all. */
const listed = 500;

function More({ all }: { readonly all: number }) {
  return all > listed ? <li className="muted">{text.more(all - listed)}</li> : null;
}

/** As many are shown at once; more stay folded. */
const fewRefusals = 3;

/** What the plan leaves out: refused tenants, and databases that are nobody's here. */
export function PlanRemarks({ plan }: { readonly plan: PlanSummary }) {
  const { openTenant } = useNavigation();
  const { refusals, unmanagedDatabases, unreadNodes } = plan;
  return (
    <div className="plan-remarks">
      {refusals.length > 0 && (
        <details className="remark" open={refusals.length <= fewRefusals}>
          <summary>
            <strong className="bad">{text.refusals(refusals.length)}</strong>
            <span className="muted">{text.refusalsText}</span>
          </summary>
          <ul className="remark-list">
            {refusals.slice(0, listed).map((refusal) => (
              <li key={`${refusal.tenantId} ${refusal.reason} ${refusal.subject}`}>
                <button
                  type="button"
                  className="link mono"
                  aria-label={text.openTenant(refusal.key)}
                  onClick={() => {
                    openTenant(refusal.tenantId);
                  }}
                >
                  {refusal.key}
                </button>
                <span>{refusal.message}</span>
              </li>
            ))}
            <More all={refusals.length} />
          </ul>
        </details>
      )}
      {unreadNodes.length > 0 && (
        <details className="remark" open>
          <summary>
            <strong className="bad">{text.unread(unreadNodes.length)}</strong>
            <span className="muted">{text.unreadText}</span>
          </summary>
          <ul className="remark-names">
            {unreadNodes.map((node) => (
              <li key={node} className="mono">
                {node}
              </li>
            ))}
          </ul>
        </details>
      )}
      {unmanagedDatabases.length > 0 && (
        <details className="remark">
          <summary>
            <strong>{text.unmanaged(unmanagedDatabases.length)}</strong>
            <span className="muted">{text.unmanagedText}</span>
          </summary>
          <ul className="remark-names">
            {unmanagedDatabases.slice(0, listed).map((name) => (
              <li key={name} className="mono">
                {name}
              </li>
            ))}
            <More all={unmanagedDatabases.length} />
          </ul>
        </details>
      )}
    </div>
  );
}
