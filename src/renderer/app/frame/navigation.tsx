import { createContext, use, useMemo, useReducer, type ReactNode } from 'react';

export const sections = ['tenants', 'plan', 'drift', 'activity', 'settings'] as const;
export type Section = (typeof sections)[number];

interface Place {
  readonly section: Section;
  /** The tenant shown beside the list, if any. */
  readonly tenantId: string | null;
  readonly dialog: 'new-tenant' | 'import' | 'connect' | 'add-server' | 'shortcuts' | null;
}

type Step =
  | { readonly to: 'section'; readonly section: Section }
  | { readonly to: 'tenant'; readonly id: string | null }
  | { readonly to: 'dialog'; readonly dialog: Place['dialog'] };

/** Where one is after a step. Opening a tenant leads to its section. */
export function move(place: Place, step: Step): Place {
  switch (step.to) {
    case 'section':
      return { ...place, section: step.section };
    case 'tenant':
      return step.id === null
        ? { ...place, tenantId: null }
        : { ...place, section: 'tenants', tenantId: step.id };
    case 'dialog':
      return { ...place, dialog: step.dialog };
  }
}

interface Navigation extends Place {
  readonly go: (section: Section) => void;
  readonly openTenant: (id: string | null) => void;
  readonly openDialog: (dialog: Place['dialog']) => void;
}

const NavigationContext = createContext<Navigation | null>(null);

export function NavigationProvider({ children }: { readonly children: ReactNode }) {
  const [place, step] = useReducer(move, { section: 'tenants', tenantId: null, dialog: null });
  const steps = useMemo<Omit<Navigation, keyof Place>>(
    () => ({
      go: (section) => {
        step({ to: 'section', section });
      },
      openTenant: (id) => {
        step({ to: 'tenant', id });
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
