import { useState } from 'react';
import type { GatewayUse } from '../../../shared/keys/gateway-usage.ts';
import type { DayCount } from '../../../shared/keys/key-usage.ts';
import { date } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { GatewayTable } from './gateway-table.tsx';
import { UsageGraph, UsageTable } from './usage-graph.tsx';

const text = words.keys.usage;

/** How often a key was exchanged, day by day: a graph, and the same as a table. */
export function KeyUse({
  days,
  gateways = [],
}: {
  readonly days: readonly DayCount[];
  readonly gateways?: readonly GatewayUse[];
}) {
  const [range, setRange] = useState<'30' | '90'>('30');
  const shown = days.slice(-Number(range));
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(0, ...shown.map(({ count }) => count));
  const now = new Date();
  return (
    <section>
      <div className="usage-head">
        <h3>{text.title}</h3>
        <Choices
          label={text.range}
          value={range}
          choices={[
            { value: '30', label: text.ranges[30] },
            { value: '90', label: text.ranges[90] },
          ]}
          onChange={setRange}
        />
      </div>
      {total === 0 ? (
        <p className="muted">{text.none}</p>
      ) : (
        <>
          <UsageGraph days={shown} total={total} most={most} />
          <div className="usage-foot muted">
            <span>{date(`${shown[0]?.day ?? ''}T12:00:00.000Z`, now)}</span>
            <span>
              {text.total(total)} · {text.most(most)}
            </span>
            <span>{date(`${shown.at(-1)?.day ?? ''}T12:00:00.000Z`, now)}</span>
          </div>
          <UsageTable days={shown} />
        </>
      )}
      {gateways.length > 0 && <GatewayTable gateways={gateways} />}
    </section>
  );
}
