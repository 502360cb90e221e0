import {
  createContext,
  use,
  useState,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
} from 'react';
import { initialFilter, type TenantFilter } from './tenant-filter.ts';

const FilterContext = createContext<TenantFilter>(initialFilter);
const ChangeContext = createContext<Dispatch<SetStateAction<TenantFilter>> | null>(null);

/**
 * Keeps what the list of tenants is narrowed to while one looks elsewhere. Apart from the frame, which would
 * be drawn anew with every letter.
 */
export function TenantFilterProvider({ children }: { readonly children: ReactNode }) {
  const [filter, setFilter] = useState(initialFilter);
  return (
    <ChangeContext value={setFilter}>
      <FilterContext value={filter}>{children}</FilterContext>
    </ChangeContext>
  );
}

/** What the list of tenants is narrowed to. */
export function useTenantFilter(): TenantFilter {
  return use(FilterContext);
}

/** Narrows the list of tenants; always the same function. */
export function useTenantFilterChange(): Dispatch<SetStateAction<TenantFilter>> {
  const change = use(ChangeContext);
  if (change === null) throw new Error('No filter of tenants around this component.');
  return change;
}
