import { QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { Bridge } from './bridge.ts';
import { connectBridge } from './bridge.ts';
import { BridgeContext } from './bridge-context.tsx';
import { reportOf } from './bridge-error.ts';
import { makeQueryClient } from './data/query-client.ts';
import { LiveEvents } from './data/live-events.tsx';
import { errorWords } from './error-words.ts';
import { Gate } from './gate.tsx';
import { ThemeProvider } from './theme/theme-provider.tsx';

type Connected = { readonly bridge: Bridge } | { readonly failure: unknown };

function connect(host: unknown): Connected {
  try {
    return { bridge: connectBridge(host) };
  } catch (failure) {
    return { failure };
  }
}

/** The whole window. `host` is where the preload put the bridge. */
export function App({ host }: { readonly host: unknown }) {
  const [connected] = useState(() => connect(host));
  const [queries] = useState(makeQueryClient);
  if ('failure' in connected) {
    const { title, message, remedy } = errorWords(reportOf(connected.failure));
    return (
      <main className="gate">
        <div role="alert">
          <h1>{title}</h1>
          <p>{message}</p>
          <p>{remedy}</p>
        </div>
      </main>
    );
  }
  return (
    <BridgeContext value={connected.bridge}>
      <QueryClientProvider client={queries}>
        <ThemeProvider>
          <LiveEvents />
          <Gate />
        </ThemeProvider>
      </QueryClientProvider>
    </BridgeContext>
  );
}
