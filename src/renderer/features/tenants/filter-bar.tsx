import { NativeSelect } from '@mantine/core';
import type { TenantFacet } from '../../../shared/bridge/tenant-views.ts';
import type { TenantPage } from '../../../shared/bridge/views.ts';
import { cleared, isNarrowed, type TenantFilter } from '../../app/data/tenant-filter.ts';
import { figure } from '../../app/format/count.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';

const states = ['current', 'active', 'suspended', 'archived', 'deleted'] as const;
const flags = ['waiting', 'refused', 'conflict', 'drifted', 'ownerless'] as const;
const text = words.tenants;

interface Props {
  readonly filter: TenantFilter;
  readonly facets: TenantPage['facets'] | undefined;
  readonly onFilter: (filter: TenantFilter) => void;
}

/** Tenants by state, and by what else they can be narrowed to, with how many each would leave. */
export function FilterBar({ filter, facets, onFilter }: Props) {
  const countOf = (state: (typeof states)[number]) => {
    if (facets === undefined) return {};
    const { states: counts } = facets;
    return { count: state === 'current' ? counts.active + counts.suspended : counts[state] };
  };
  return (
    <div className="list-bar">
      <Choices
        label={text.filterLabel}
        value={filter.state === 'all' ? 'current' : filter.state}
        choices={states.map((state) => ({
          value: state,
          label: text.filters[state],
          ...countOf(state),
        }))}
        onChange={(state) => {
          onFilter({ ...filter, state });
        }}
      />
      <span className="spacer" />
      {flags.map((flag) => {
        const count = facets?.[flag];
        // A filter that would leave nothing is no offer, but the usual one keeps its place.
        if (flag !== 'waiting' && !filter[flag] && (count ?? 0) === 0) return null;
        return (
          <button
            key={flag}
            type="button"
            className="choice"
            aria-pressed={filter[flag]}
            title={text.flagHints[flag]}
            onClick={() => {
              onFilter({ ...filter, [flag]: !filter[flag] });
            }}
          >
            {text.flagFilters[flag]}{' '}
            {count !== undefined && <span className="choice-count">{figure(count)}</span>}
          </button>
        );
      })}
      <FacetSelect
        label={text.blueprintFilter}
        any={text.anyBlueprint}
        facets={facets?.blueprints ?? []}
        value={filter.blueprint}
        onChange={(blueprint) => {
          onFilter({ ...filter, blueprint });
        }}
      />
      <FacetSelect
        label={text.serverFilter}
        any={text.anyServer}
        facets={(facets?.servers ?? []).map((one) => ({
          ...one,
          title: one.id === '' ? text.thisServer : one.title,
        }))}
        value={filter.server}
        onChange={(server) => {
          onFilter({ ...filter, server });
        }}
      />
      {isNarrowed(filter) && (
        <button
          type="button"
          className="link"
          onClick={() => {
            onFilter({ ...cleared(filter), state: filter.state });
          }}
        >
          {text.clearFilters}
        </button>
      )}
    </div>
  );
}

interface FacetProps {
  readonly label: string;
  readonly any: string;
  readonly facets: readonly TenantFacet[];
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
}

/** Stands for any value; no id of a document begins so. */
const anyValue = '*';

/** A choice among values, there only where there is more than one. */
function FacetSelect({ label, any, facets, value, onChange }: FacetProps) {
  if (facets.length < 2 && value === null) return null;
  const known = facets.some(({ id }) => id === value);
  return (
    <NativeSelect
      size="xs"
      className="tenants-facet"
      aria-label={label}
      value={value ?? anyValue}
      data={[
        { value: anyValue, label: any },
        ...facets.map(({ id, title, count }) => ({
          value: id,
          label: `${title} (${figure(count)})`,
        })),
        ...(value !== null && !known ? [{ value, label: value }] : []),
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(chosen === anyValue ? null : chosen);
      }}
    />
  );
}
