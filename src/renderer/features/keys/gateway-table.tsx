import type { GatewayUse } from '../../../shared/keys/gateway-usage.ts';
import { figure } from '../../app/format/count.ts';
import { ago, fullMoment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';

const text = words.keys.usage;

/** At which gateways a key was exchanged: how often lately, and when last. */
export function GatewayTable({ gateways }: { readonly gateways: readonly GatewayUse[] }) {
  const now = new Date();
  return (
    <div className="usage-gateways">
      <table className="plain-table" aria-label={text.byGateway}>
        <thead>
          <tr>
            <th scope="col">{text.gateway}</th>
            <th scope="col" className="number">
              {text.today}
            </th>
            <th scope="col" className="number">
              {text.month}
            </th>
            <th scope="col" className="number">
              {text.lastUsed}
            </th>
          </tr>
        </thead>
        <tbody>
          {gateways.map(({ gateway, today, month, lastUsed }) => (
            <tr key={gateway}>
              <th scope="row">{gateway}</th>
              <td className="number">{figure(today)}</td>
              <td className="number">{figure(month)}</td>
              <td
                className="number"
                {...(lastUsed === null ? {} : { title: fullMoment(lastUsed) })}
              >
                {lastUsed === null ? words.keys.neverUsed : ago(lastUsed, now)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
