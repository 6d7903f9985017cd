// What the table of images remembers beside its rows: what is in sight, and where the focus is.
import type { RefObject } from 'preact';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { rowsInSight } from '../logic/window.js';
import { PARTS } from './grid-row.tsx';

const WIDE = '(min-width: 760px)';

/** Where the focus is: a row and one of the things in it that can be used. */
export interface Place {
  index: number;
  part: number;
}

export function useWide() {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return wide;
}

/** What of the scrolling part is in sight. */
export function useSight(rowHeight: number, count: number) {
  const ref = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const look = () => {
      const next = { top: element.scrollTop, height: element.clientHeight };
      setView((known) => (known.top === next.top && known.height === next.height ? known : next));
    };
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return {
    ref,
    ...rowsInSight({ count, rowHeight, ...view }),
    page: Math.max(Math.floor(view.height / rowHeight) - 2, 1),
  };
}

function next({ index, part }: Place, key: string, count: number, page: number): Place | null {
  const row = (to: number) => ({ index: Math.min(Math.max(to, 0), count - 1), part });
  switch (key) {
    case 'ArrowDown':
      return row(index + 1);
    case 'ArrowUp':
      return row(index - 1);
    case 'PageDown':
      return row(index + page);
    case 'PageUp':
      return row(index - page);
    case 'Home':
      return row(0);
    case 'End':
      return row(count - 1);
    case 'ArrowRight':
      return { index, part: Math.min(part + 1, PARTS - 1) };
    case 'ArrowLeft':
      return { index, part: Math.max(part - 1, 0) };
    default:
      return null;
  }
}

interface Roving {
  frame: RefObject<HTMLDivElement | null>;
  count: number;
  rowHeight: number;
  /** What covers the rows at the top. */
  headHeight: number;
  page: number;
}

/** Scrolls as little as brings a row into sight. */
function bringIntoSight(element: HTMLElement, top: number, rowHeight: number, headHeight: number) {
  const room = element.clientHeight - headHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
}

/** One stop for Tab; the arrow keys move it. */
export function useRoving({ frame, count, rowHeight, headHeight, page }: Roving) {
  const [place, setPlace] = useState<Place>({ index: 0, part: 0 });
  const moved = useRef(false);
  const here = Math.min(place.index, Math.max(count - 1, 0));
  useLayoutEffect(() => {
    // Rows are drawn into each other's places: what had the focus may show another row now, and the focus goes after its own.
    const focused = document.activeElement?.closest<HTMLElement>('.grid-row');
    const strayed = focused && frame.current?.contains(focused) && focused.dataset.index !== String(here);
    if (!moved.current && !strayed) return;
    moved.current = false;
    const part = frame.current?.querySelector<HTMLElement>(`[data-index="${here}"] [data-part="${place.part}"]`);
    part?.focus({ preventScroll: true });
  });
  const onKey = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).dataset.part || event.ctrlKey || event.altKey || event.metaKey) return;
    const to = next({ index: here, part: place.part }, event.key, count, page);
    if (!to) return;
    event.preventDefault();
    moved.current = true;
    setPlace(to);
    if (frame.current) bringIntoSight(frame.current, to.index * rowHeight, rowHeight, headHeight);
  };
  const onPlace = useCallback((index: number, part: number) => setPlace({ index, part }), []);
  return { here, part: place.part, onKey, onPlace };
}
