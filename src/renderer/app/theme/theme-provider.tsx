import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { useAppState } from '../data/frame-queries.ts';
import { theme } from './theme.ts';

/** Light or dark, as the operator chose; until that is known, as the desktop is. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)', false, {
    getInitialValueInEffect: false,
  });
  const chosen = useAppState().data?.theme ?? 'system';
  const scheme = chosen === 'system' ? (systemIsDark ? 'dark' : 'light') : chosen;
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={scheme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-right" limit={3} />
      {children}
    </MantineProvider>
  );
}
