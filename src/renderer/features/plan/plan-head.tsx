import { Button } from '@mantine/core';
import { useState } from 'react';
import type { PlanSummary } from '../../../shared/bridge/plan-views.ts';
import type { ConnectionInfo } from '../../../shared/bridge/views.ts';
import type { LiveRun } from '../../app/data/plan-progress.ts';
import { useCommandSet } from '../../app/commands/use-commands.ts';
import { figure } from '../../app/format/count.ts';
import { moment } from '../../app/format/time.ts';
import { words } from '../../app/messages/words.ts';
import { isAwayRefusal } from '../away/away-refusal.ts';
import { AwayNote } from '../away/away-note.tsx';
import { useApplyWaits } from '../away/use-away.ts';
import { ErrorNote } from '../../components/error-note.tsx';
import { Note } from '../../components/note.tsx';
import { ApplyDialog } from './apply-dialog.tsx';
import { ApplyProgress } from './apply-progress.tsx';
import { ApplyResult } from './apply-result.tsx';
import { kindIcons, shownKinds } from './operation-kinds.ts';
import { OpenFeedsNote } from './open-feeds-note.tsx';
import type { ApplyAsked } from './use-plan.ts';

const text = words.plan;

/** No more tenants are named that a forecast says nothing of. */
const listedUnknown = 200;

interface Props {
  readonly plan: PlanSummary;
  readonly run: LiveRun | null;
  readonly running: boolean;
  /** Why the last attempt to apply it was refused, or null. */
  readonly refusal: Error | null;
  readonly connection: ConnectionInfo;
  readonly comparing: boolean;
  readonly onApply: (asked: ApplyAsked) => void;
  readonly onCompare: () => void;
  readonly onShowFailed: () => void;
}

/** What each kind of operation comes to. */
function Counts({ plan }: { readonly plan: PlanSummary }) {
  return (
    <dl className="plan-counts">
      {shownKinds(plan).map((kind) => {
        const Icon = kindIcons[kind];
        return (
          <div key={kind} data-zero={plan.counts[kind] === 0}>
            <dt>
              <Icon size={15} stroke={1.6} aria-hidden />
              {text.kinds[kind]}
            </dt>
            <dd>{figure(plan.counts[kind])}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What the plan comes to, and the one button that acts on it. */
export function PlanHead(props: Props) {
  const { plan, run, running, refusal, connection, comparing } = props;
  const { onApply, onCompare, onShowFailed } = props;
  const [asking, setAsking] = useState(false);
  const fresh = plan.outcome === null && !running;
  const purge = plan.purpose === 'purge';
  const waits = useApplyWaits();
  // What has to be typed is asked before; a refusal that names it here can only be the other one.
  const refusedForAway = refusal !== null && isAwayRefusal(refusal);
  const shown = fresh && (plan.stale === null || plan.forecast !== null);
  const applicable =
    connection.mayApply && !connection.readOnly && plan.forecast === null && !waits && !comparing;
  const applying = purge ? text.applyPurge : text.apply(plan.operations);
  useCommandSet(
    shown && applicable
      ? [
          {
            id: 'plan apply',
            group: 'open',
            label: applying,
            run: () => {
              setAsking(true);
            },
          },
        ]
      : [],
  );
  return (
    <div className="plan-head">
      <Counts plan={plan} />
      <p className="muted">
        {text.madeAt(moment(plan.madeAt, new Date()))}
        {plan.forecast === null && <>, {text.cost(plan.milliseconds, plan.requests)}</>} ·{' '}
        {plan.serverName}
      </p>
      {plan.forecast !== null && (
        <Note tone="warn" title={text.forecastTitle(moment(plan.forecast.asOf, new Date()))}>
          <p>{text.forecastText}</p>
          {plan.forecast.unknown.length > 0 && (
            <details>
              <summary>{text.forecastUnknown(plan.forecast.unknown.length)}</summary>
              <ul className="forecast-unknown">
                {plan.forecast.unknown.slice(0, listedUnknown).map(({ id, name }) => (
                  <li key={id}>{name}</li>
                ))}
                {plan.forecast.unknown.length > listedUnknown && (
                  <li>{text.more(plan.forecast.unknown.length - listedUnknown)}</li>
                )}
              </ul>
            </details>
          )}
        </Note>
      )}
      {fresh && (waits || refusedForAway) && <AwayNote />}
      {purge && fresh && <Note tone="bad" title={text.purgeLead} />}
      {plan.stale !== null && plan.forecast === null && fresh && (
        <Note tone="warn" title={text.staleTitle} role="status">
          <p>
            {plan.stale}{' '}
            <button type="button" className="link" disabled={comparing} onClick={onCompare}>
              {text.compareAgain}
            </button>
          </p>
        </Note>
      )}
      {connection.readOnly && fresh && (
        <Note tone="plain" title={text.readOnlyTitle}>
          <p>{text.readOnlyText}</p>
        </Note>
      )}
      {running && <ApplyProgress plan={plan} run={run} />}
      {!running && plan.outcome !== null && (
        <ApplyResult
          outcome={plan.outcome}
          operations={plan.operations}
          comparing={comparing}
          onCompare={onCompare}
          onShowFailed={onShowFailed}
        />
      )}
      {!running && (plan.outcome?.applied ?? 0) > 0 && (
        <OpenFeedsNote plan={plan} serverName={connection.name} />
      )}
      {fresh && refusal !== null && !refusedForAway && <ErrorNote error={refusal} />}
      {shown && (
        <div className="actions">
          <Button
            {...(purge ? { color: 'red' } : {})}
            disabled={!applicable}
            onClick={() => {
              setAsking(true);
            }}
          >
            {applying}
          </Button>
          {!purge && (
            <span className="muted">
              {plan.forecast !== null
                ? text.forecastApply
                : waits
                  ? words.away.waits
                  : connection.mayApply
                    ? text.lead
                    : text.mayNotApply}
            </span>
          )}
        </div>
      )}
      <ApplyDialog
        opened={asking}
        plan={plan}
        operations={plan.operations}
        groups={plan.tenants.map(({ id }) => id)}
        operationIds={null}
        confirmation={plan.confirmation}
        onApply={onApply}
        onClose={() => {
          setAsking(false);
        }}
      />
    </div>
  );
}
