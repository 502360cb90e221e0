import { createContext, use, useMemo, useReducer, type ReactNode } from 'react';

/** The sections that are always there, in the order of their keys. */
export const sections = [
  'overview',
  'tenants',
  'people',
  'apiKeys',
  'plan',
  'drift',
  'conflicts',
  'activity',
  'sync',
  'settings',
] as const;
/** `away`: what happened while this device was offline; there only when there is something to look at. */
export type Section = (typeof sections)[number] | 'away';

interface Place {
  readonly section: Section;
  /** The tenant shown beside the list, if any. */
  readonly tenantId: string | null;
  /** Somebody shown beside the list of people, if any; an address alone where they were only invited. */
  readonly person: { readonly userId: string | null; readonly email: string } | null;
  /** The document whose conflict is being decided, if any. */
  readonly conflictId: string | null;
  /** What the list of conflicts is narrowed to. */
  readonly conflictSearch: string;
  readonly dialog:
    | 'new-tenant'
    | 'import'
    | 'connect'
    | 'add-server'
    | 'shortcuts'
    | 'switch-tenant'
    | 'palette'
    | 'try-key'
    | null;
}

type Step =
  | { readonly to: 'section'; readonly section: Section }
  | { readonly to: 'tenant'; readonly id: string | null }
  | { readonly to: 'conflict'; readonly id: string | null }
  | { readonly to: 'person'; readonly person: Place['person'] }
  | { readonly to: 'another-server' }
  | { readonly to: 'conflicts'; readonly search: string }
  | { readonly to: 'dialog'; readonly dialog: Place['dialog'] };

/**
 * Where one is after a step. Opening a tenant or a conflict leads to its section; the way to the section
 * one is in leads back to its list.
 */
export function move(place: Place, step: Step): Place {
  switch (step.to) {
    case 'section':
      return step.section === 'conflicts' && place.section === 'conflicts'
        ? { ...place, conflictId: null }
        : { ...place, section: step.section };
    case 'tenant':
      return step.id === null
        ? { ...place, tenantId: null }
        : { ...place, section: 'tenants', tenantId: step.id };
    case 'person':
      return step.person === null
        ? { ...place, person: null }
        : { ...place, section: 'people', person: step.person };
    case 'conflict':
      return step.id === null
        ? { ...place, conflictId: null }
        : { ...place, section: 'conflicts', conflictId: step.id };
    case 'conflicts':
      return { ...place, section: 'conflicts', conflictId: null, conflictSearch: step.search };
    case 'another-server':
      return {
        ...place,
        section: place.section === 'away' ? 'tenants' : place.section,
        tenantId: null,
        person: null,
        conflictId: null,
        conflictSearch: '',
      };
    case 'dialog':
      return { ...place, dialog: step.dialog };
  }
}

interface Navigation extends Place {
  readonly go: (section: Section) => void;
  readonly openTenant: (id: string | null) => void;
  readonly openPerson: (person: Place['person']) => void;
  readonly openConflict: (id: string | null) => void;
  /** The list of conflicts, narrowed to a search. */
  readonly findConflicts: (search: string) => void;
  /** Closes what was open of the server before. */
  readonly leaveServer: () => void;
  readonly openDialog: (dialog: Place['dialog']) => void;
}

const start: Place = {
  section: 'tenants',
  tenantId: null,
  person: null,
  conflictId: null,
  conflictSearch: '',
  dialog: null,
};

const NavigationContext = createContext<Navigation | null>(null);

export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  const [place, step] = useReducer(move, start);
  const steps = useMemo<Omit<Navigation, keyof Place>>(
    () => ({
      go: (section) => {
        step({ to: 'section', section });
      },
      openTenant: (id) => {
        step({ to: 'tenant', id });
      },
      openPerson: (person) => {
        step({ to: 'person', person });
      },
      openConflict: (id) => {
        step({ to: 'conflict', id });
      },
      findConflicts: (search) => {
        step({ to: 'conflicts', search });
      },
      leaveServer: () => {
        step({ to: 'another-server' });
      },
      openDialog: (dialog) => {
        step({ to: 'dialog', dialog });
      },
    }),
    [],
  );
  const navigation = useMemo<Navigation>(() => ({ ...place, ...steps }), [place, steps]);
  return <NavigationContext value={navigation}>{children}</NavigationContext>;
}

/** Where one is in the window, and how to go elsewhere. */
export function useNavigation(): Navigation {
  const navigation = use(NavigationContext);
  if (navigation === null) throw new Error('No navigation around this component.');
  return navigation;
}
