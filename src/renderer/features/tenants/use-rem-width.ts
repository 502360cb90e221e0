import { useEffect, useState, type RefObject } from 'react';

/** Wide enough for everything, until the element has been measured. */
const unmeasured = 80;

/** How wide an element is, in rem. */
export function useRemWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(unmeasured);
  useEffect(() => {
    const observed = element.current;
    if (observed === null) return;
    const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
    const observer = new ResizeObserver(() => {
      setWidth(observed.clientWidth / rem);
    });
    observer.observe(observed);
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return width;
}
