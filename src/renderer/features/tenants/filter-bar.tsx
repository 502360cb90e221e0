import type { TenantPage } from '../../../shared/bridge/views.ts';
import type { TenantFilter } from '../../app/data/tenant-filter.ts';
import { figure } from '../../app/format/count.ts';
import { words } from '../../app/messages/words.ts';
import { Choices } from '../../components/choices.tsx';

const states = ['current', 'active', 'suspended', 'archived', 'deleted'] as const;

interface Props {
  readonly filter: TenantFilter;
  readonly counts: TenantPage['counts'] | undefined;
  readonly onFilter: (filter: TenantFilter) => void;
}

/** Tenants by state, with how many there are of each, and those that wait. */
export function FilterBar({ filter, counts, onFilter }: Props) {
  const countOf = (state: (typeof states)[number]) => {
    if (counts === undefined) return {};
    const count = state === 'current' ? counts.active + counts.suspended : counts[state];
    return { count };
  };
  return (
    <div className="tenants-bar">
      <Choices
        label={words.tenants.filterLabel}
        value={filter.state === 'all' ? 'current' : filter.state}
        choices={states.map((state) => ({
          value: state,
          label: words.tenants.filters[state],
          ...countOf(state),
        }))}
        onChange={(state) => {
          onFilter({ ...filter, state });
        }}
      />
      <span className="spacer" />
      <button
        type="button"
        className="choice"
        aria-pressed={filter.waiting}
        title={words.tenants.provisioningText.waiting}
        onClick={() => {
          onFilter({ ...filter, waiting: !filter.waiting });
        }}
      >
        {words.tenants.waitingFilter}{' '}
        {counts !== undefined && <span className="choice-count">{figure(counts.waiting)}</span>}
      </button>
    </div>
  );
}
