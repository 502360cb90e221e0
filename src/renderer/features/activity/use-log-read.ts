import { useEffect, useState } from 'react';
import type { ConsoleEvents } from '../../../shared/bridge/events.ts';
import { useBridge } from '../../app/bridge-context.tsx';

/** How far the reading of the whole log has come that is under way; null before it tells anything. */
export function useLogRead(): ConsoleEvents['audit.progress'] | null {
  const bridge = useBridge();
  const [read, setRead] = useState<ConsoleEvents['audit.progress'] | null>(null);
  useEffect(() => bridge.on('audit.progress', setRead), [bridge]);
  return read;
}
