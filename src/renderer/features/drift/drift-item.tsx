import { Button, Checkbox } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import type { DriftRow } from '../../../shared/bridge/drift-views.ts';
import { fullMoment, shortMoment } from '../../app/format/time.ts';
import { useNavigation } from '../../app/frame/navigation.tsx';
import { words } from '../../app/messages/words.ts';
import { driftLooks } from './drift-kinds.ts';
import { FindingSides } from './finding-sides.tsx';

const text = words.drift;

interface Props {
  readonly finding: DriftRow;
  readonly ticked: boolean;
  readonly opened: boolean;
  readonly onTick: (id: string) => void;
  readonly onToggle: (id: string) => void;
  readonly onCorrect: (finding: DriftRow) => void;
  readonly onAdopt: (finding: DriftRow) => void;
}

function Details({
  finding,
  onCorrect,
  onAdopt,
}: Pick<Props, 'finding' | 'onCorrect' | 'onAdopt'>) {
  const { openTenant } = useNavigation();
  const correctable = finding.corrections.length > 0;
  return (
    <div className="finding-details">
      <p className="finding-detail">{finding.detail}</p>
      {!correctable && <p className="muted">{text.nothingToCorrect}</p>}
      {finding.kind === 'database-deleted' && <p className="muted">{text.deletedSide}</p>}
      {correctable && <FindingSides finding={finding} />}
      <div className="actions">
        {correctable && (
          <Button
            size="xs"
            {...(finding.alarm ? { color: 'red' } : {})}
            onClick={() => {
              onCorrect(finding);
            }}
          >
            {text.correct(1)}
          </Button>
        )}
        {finding.adoptable ? (
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onAdopt(finding);
            }}
          >
            {text.adopt(1)}
          </Button>
        ) : (
          correctable && <span className="muted">{text.notAdoptable}</span>
        )}
        <span className="spacer" />
        {finding.tenantId !== null && (
          <button
            type="button"
            className="link"
            onClick={() => {
              openTenant(finding.tenantId);
            }}
          >
            {text.openTenant(finding.tenantKey ?? '')}
          </button>
        )}
      </div>
    </div>
  );
}

/** One change made by hand; opened, with both sides and what can be done. */
export function DriftItem({ finding, ticked, opened, onTick, onToggle, ...actions }: Props) {
  const { Icon } = driftLooks[finding.kind];
  const correctable = finding.corrections.length > 0;
  return (
    <div className="finding" data-alarm={finding.alarm}>
      <div className="operation-head">
        <Checkbox
          size="xs"
          checked={ticked}
          disabled={!correctable && !finding.adoptable}
          aria-label={text.select(`${text.kinds[finding.kind]} ${finding.subject}`)}
          onChange={() => {
            onTick(finding.id);
          }}
        />
        <button
          type="button"
          className="finding-line"
          aria-expanded={opened}
          onClick={() => {
            onToggle(finding.id);
          }}
        >
          <IconChevronRight className="chevron" size={14} aria-hidden />
          <Icon className="finding-icon" size={15} stroke={1.6} aria-hidden />
          <span className="finding-kind">{text.kinds[finding.kind]}</span>
          <span className="mono ellipsis finding-subject">{finding.subject}</span>
          <span className="muted ellipsis finding-what">{finding.detail}</span>
          <span className="spacer" />
          <span className="muted finding-tenant ellipsis">{finding.tenantKey ?? text.nobody}</span>
          <span className="muted finding-since" title={text.seenTitle(fullMoment(finding.since))}>
            {text.seen(shortMoment(finding.since, new Date()))}
          </span>
        </button>
      </div>
      {opened && <Details finding={finding} {...actions} />}
    </div>
  );
}
