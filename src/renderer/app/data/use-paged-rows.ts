import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';

const pageSize = 100;

interface Page {
  readonly rows: readonly unknown[];
  /** How many there are on all pages. */
  readonly total: number;
}

/** Where the pages of a list come from. */
interface Source<Filter, Answer> {
  readonly keyOf: (filter: Filter, page: number) => readonly unknown[];
  readonly ask: (asked: Filter & { offset: number; limit: number }) => Promise<Answer>;
  /** Leaves what is shown as it is. */
  readonly still?: boolean;
}

/** What a list needs of its rows. */
export interface ListedRows<Row> {
  /** True while what is shown still belongs to the filter before. */
  readonly behind: boolean;
  /** The row at an index, undefined while its page is on its way. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Tells which rows are on screen, so that their pages are asked for. */
  readonly show: (first: number, last: number) => void;
}

export interface PagedRows<Filter, Answer extends Page> extends ListedRows<Answer['rows'][number]> {
  /** The first page, and the filter it belongs to; undefined before the first answer. */
  readonly page: (Answer & { readonly filter: Filter }) | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** The pages, without the first, that rows `first` to `last` lie in. */
export function laterPages(first: number, last: number): readonly number[] {
  const from = Math.max(1, Math.floor(first / pageSize));
  const to = Math.floor(Math.max(0, last) / pageSize);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Of a row the first on its page. */
const pageStart = (index: number) => index - (index % pageSize);

function rowsOfEach<Row>(
  answers: readonly { readonly data?: { readonly rows: readonly Row[] } | undefined }[],
): readonly (readonly Row[] | undefined)[] {
  return answers.map(({ data }) => data?.rows);
}

/**
 * The rows of a filter, of which only the pages on screen are asked for. While the first page of a new
 * filter is on its way, all of the old one stays. Stays the same object while nothing has changed.
 */
export function usePagedRows<Filter extends object, Answer extends Page>(
  { keyOf, ask, still = false }: Source<Filter, Answer>,
  filter: Filter,
): PagedRows<Filter, Answer> {
  type Row = Answer['rows'][number];
  const [[first, last], setShown] = useState<readonly [number, number]>([0, 0]);
  const load = (asked: Filter, page: number) => ({
    queryKey: keyOf(asked, page),
    enabled: !still,
    queryFn: async () => ({
      ...(await ask({ ...asked, offset: page * pageSize, limit: pageSize })),
      filter: asked,
    }),
  });
  const head = useQuery({ ...load(filter, 0), placeholderData: keepPreviousData });
  const { data: page, isPlaceholderData: behind, error, refetch } = head;
  const wanted = laterPages(first, Math.min(last, (page?.total ?? 0) - 1));
  const later = useQueries({
    queries: wanted.map((number) => load(page?.filter ?? filter, number)),
    combine: rowsOfEach<Row>,
  });
  const firstLater = wanted[0] ?? 1;
  const show = useCallback((from: number, to: number) => {
    const [start, end] = [pageStart(from), pageStart(to)];
    setShown((before) => (before[0] === start && before[1] === end ? before : [start, end]));
  }, []);
  return useMemo(
    () => ({
      page,
      behind,
      error,
      retry: () => {
        void refetch();
      },
      rowAt: (index) => {
        const number = Math.floor(index / pageSize);
        const rows = number === 0 ? page?.rows : later[number - firstLater];
        return rows?.[index % pageSize];
      },
      show,
    }),
    [page, behind, error, refetch, later, firstLater, show],
  );
}
