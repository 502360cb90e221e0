import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { inParts, type PartsReport } from './in-parts.ts';

/** Does something to many in parts; tells how far it is, and stops between two of them. */
export function useInParts<Order extends { readonly ids: readonly string[] }, Answer>(
  size: (order: Order) => number,
  work: (order: Order, part: readonly string[]) => Promise<Answer>,
  onSettled: () => void,
) {
  const [done, setDone] = useState(0);
  const [stopping, setStopping] = useState(false);
  const stop = useRef(false);
  const run = useMutation({
    mutationFn: (order: Order): Promise<PartsReport<Answer>> => {
      stop.current = false;
      setStopping(false);
      setDone(0);
      return inParts(order.ids, size(order), (part) => work(order, part), {
        onProgress: setDone,
        stopped: () => stop.current,
      });
    },
    onSettled,
  });
  return {
    ...run,
    done,
    stopping,
    stop: () => {
      stop.current = true;
      setStopping(true);
    },
  };
}
