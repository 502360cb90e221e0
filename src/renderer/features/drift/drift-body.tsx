import { Button, Checkbox } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useState } from 'react';
import type { DriftReport, DriftRow } from '../../../shared/bridge/drift-views.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { AdoptDialog } from './adopt-dialog.tsx';
import { CorrectDialog } from './correct-dialog.tsx';
import { countsByGroup, narrowed, type DriftFilter } from './drift-filter.ts';
import { DriftList } from './drift-list.tsx';
import { DriftNotes } from './drift-notes.tsx';

const text = words.drift;
const groups = ['all', 'access', 'databases', 'designs', 'accounts'] as const;

/** What the last look found, and what to do about it. */
export function DriftBody({ report }: { readonly report: DriftReport }) {
  const [filter, setFilter] = useState<DriftFilter>({ group: 'all', search: '' });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [correcting, setCorrecting] = useState<readonly DriftRow[] | null>(null);
  const [adopting, setAdopting] = useState<readonly DriftRow[] | null>(null);
  const counts = countsByGroup(report.findings);
  const shown = narrowed(report.findings, filter);
  // A finding that is gone is no longer chosen, whatever was ticked before.
  const ticked = report.findings.filter(({ id }) => chosen.has(id));
  const tickable = shown.filter((found) => found.corrections.length > 0 || found.adoptable);
  const correctable = ticked.filter(({ corrections }) => corrections.length > 0);
  const adoptable = ticked.filter((finding) => finding.adoptable);
  const setSearch = (search: string) => {
    setFilter((before) => ({ ...before, search }));
  };
  const clear = () => {
    setChosen(new Set());
  };
  return (
    <>
      <div className="plan-notes">
        <DriftNotes report={report} />
      </div>
      {report.findings.length === 0 ? (
        report.problem === null && (
          <EmptyState icon={IconCircleCheck} title={text.noneTitle} text={text.noneText} />
        )
      ) : (
        <>
          <p className="drift-lead muted">{text.lead}</p>
          <div className="plan-list-head">
            <Checkbox
              size="xs"
              aria-label={text.selectAll}
              title={text.selectAll}
              disabled={tickable.length === 0}
              checked={tickable.length > 0 && tickable.every(({ id }) => chosen.has(id))}
              indeterminate={
                tickable.some(({ id }) => chosen.has(id)) &&
                !tickable.every(({ id }) => chosen.has(id))
              }
              onChange={(event) => {
                setChosen(new Set(event.currentTarget.checked ? tickable.map(({ id }) => id) : []));
              }}
            />
            <Choices
              label={text.groupLabel}
              value={filter.group}
              choices={groups.map((value) => ({
                value,
                label: text.groups[value],
                count: counts[value],
              }))}
              onChange={(group) => {
                setFilter((before) => ({ ...before, group }));
              }}
            />
            <span className="spacer" />
            <SearchField
              className="plan-search"
              label={text.search}
              placeholder={text.searchHint}
              clearLabel={text.clearSearch}
              maxLength={300}
              value={filter.search}
              onSearch={setSearch}
            />
          </div>
          {shown.length === 0 && <p className="plan-none muted">{text.noneInFilter}</p>}
          <DriftList
            findings={shown}
            ticked={chosen}
            onTick={(id) => {
              setChosen((before) => {
                const after = new Set(before);
                if (!after.delete(id)) after.add(id);
                return after;
              });
            }}
            onCorrect={(finding) => {
              setCorrecting([finding]);
            }}
            onAdopt={(finding) => {
              setAdopting([finding]);
            }}
          />
        </>
      )}
      {ticked.length > 0 && (
        <div className="selection-bar" role="region" aria-label={text.selection}>
          <strong role="status">{text.selected(ticked.length)}</strong>
          <span className="spacer" />
          <Button size="xs" variant="subtle" color="gray" onClick={clear}>
            {text.clearSelection}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={adoptable.length === 0}
            onClick={() => {
              setAdopting(ticked);
            }}
          >
            {text.adopt(adoptable.length)}
          </Button>
          <Button
            size="xs"
            disabled={correctable.length === 0}
            onClick={() => {
              setCorrecting(correctable);
            }}
          >
            {text.correct(correctable.length)}
          </Button>
        </div>
      )}
      <CorrectDialog
        findings={correcting}
        onClose={() => {
          setCorrecting(null);
        }}
      />
      <AdoptDialog
        findings={adopting}
        onClose={() => {
          setAdopting(null);
        }}
        onAdopted={clear}
      />
    </>
  );
}
