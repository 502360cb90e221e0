import { IconAlertTriangle, IconCircleCheck, IconHelpCircle } from '@tabler/icons-react';
import type { TriedProbe } from '../../../shared/bridge/trial-views.ts';
import { probeGroups } from '../../../shared/trial/probes.ts';
import { words } from '../../app/messages/words.ts';

const text = words.trial;
const icons = {
  right: IconCircleCheck,
  leak: IconAlertTriangle,
  missing: IconAlertTriangle,
  unknown: IconHelpCircle,
} as const;

/** What was asked for with the token, in its groups, and whether it came as it should. */
export function ProbeTable({ probes }: { readonly probes: readonly TriedProbe[] }) {
  const groups = probeGroups
    .map((group) => ({ group, members: probes.filter((probe) => probe.group === group) }))
    .filter(({ members }) => members.length > 0);
  return (
    <section className="trial-part">
      <h3>{text.reach}</h3>
      <table className="plain-table trial-probes" aria-label={text.reach}>
        <thead>
          <tr>
            <th scope="col">{text.columns.subject}</th>
            <th scope="col">{text.columns.read}</th>
            <th scope="col" title={text.writeHint}>
              {text.columns.write}
            </th>
            <td />
          </tr>
        </thead>
        {groups.map(({ group, members }) => (
          <tbody key={group}>
            <tr className="trial-group">
              <th scope="rowgroup" colSpan={4}>
                {text.groups[group]}
              </th>
            </tr>
            {members.map((probe) => (
              <ProbeRow key={probe.id} probe={probe} />
            ))}
          </tbody>
        ))}
      </table>
      <p className="muted">{text.writeHint}</p>
    </section>
  );
}

function ProbeRow({ probe }: { readonly probe: TriedProbe }) {
  const { subject, outcome, status, mayWrite, verdict, reason } = probe;
  const Icon = icons[verdict];
  return (
    <tr>
      <th scope="row" className="mono trial-subject">
        {subject}
      </th>
      <td {...(reason === '' ? {} : { title: reason })}>
        {text.outcomes[outcome]} {status !== null && <span className="muted">{status}</span>}
      </td>
      <td>{mayWrite === null ? '' : mayWrite ? text.yes : text.no}</td>
      <td>
        <span className={`trial-verdict trial-${verdict}`}>
          <Icon size={14} aria-hidden /> {text.verdicts[verdict]}
        </span>
      </td>
    </tr>
  );
}
