// The table of images: thousands of rows, of which only those in sight are drawn. A grid for screen readers; one stop for
// Tab, arrow keys inside.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';

import type { Row, Sort } from '../store/state.js';
import { useSay } from '../words/words.js';
import { useLang } from './basics.tsx';
import { ALL_COLUMNS, type Column } from './columns.tsx';
import { GridHead } from './grid-head.tsx';
import { useRoving, useSight, useWide } from './grid-hooks.tsx';
import { GridRow } from './grid-row.tsx';

const HEAD_HEIGHT = 40;
const ROW_HEIGHT = { wide: 48, narrow: 72 };
const TIP_WIDTH = 296;

interface GridProps {
  label: string;
  rows: Row[];
  columns: string[];
  ticked: Set<string>;
  able: (row: Row) => boolean;
  /** Why it cannot be ticked. */
  why: (row: Row) => string;
  sort: Sort;
  manyRegions: boolean;
  onSort: (sort: Sort) => void;
  onTick: (keys: string[], on: boolean) => void;
  onOpen: (row: Row) => void;
}

const templateOf = (columns: Column[], manyRegions: boolean) =>
  ['28px', 'minmax(180px, 1.3fr)', ...(manyRegions ? ['116px'] : []), ...columns.map(({ width }) => width)].join(' ');

interface Tip {
  index: number;
  key: string;
  x: number;
  y: number;
}

/** What is said beside a box that cannot be ticked; gone when its row is elsewhere. */
function useTip(rows: Row[], first: number) {
  const [tip, setTip] = useState<Tip | null>(null);
  useEffect(() => setTip(null), [first]);
  const onTip = useCallback(
    (index: number, row: Row | null, box?: DOMRect) =>
      setTip(row && box ? { index, key: row.key, x: box.left, y: box.bottom + 4 } : null),
    [],
  );
  const row = tip && rows[tip.index]?.key === tip.key ? rows[tip.index] : null;
  return { tip: tip && row ? { ...tip, row } : null, onTip };
}

/** The rows to draw: those in sight, and the one that has the focus. */
function drawn(first: number, last: number, here: number, count: number) {
  const slots = last - first;
  const indexes = Array.from({ length: slots }, (_, i) => ({ index: first + i, slot: String((first + i) % slots) }));
  if (count > 0 && (here < first || here >= last)) indexes.push({ index: here, slot: 'away' });
  return indexes;
}

export function Grid(props: GridProps) {
  const { rows, ticked, able, why, onTick, onOpen, manyRegions } = props;
  const say = useSay();
  const lang = useLang();
  const wide = useWide();
  const rowHeight = wide ? ROW_HEIGHT.wide : ROW_HEIGHT.narrow;
  const { ref, first, last, page } = useSight(rowHeight, rows.length);
  const headHeight = wide ? HEAD_HEIGHT : 0;
  const { here, part, onKey, onPlace } = useRoving({ frame: ref, count: rows.length, rowHeight, headHeight, page });
  const { tip, onTip } = useTip(rows, first);
  const columns = useMemo(() => ALL_COLUMNS.filter(({ name }) => props.columns.includes(name)), [props.columns]);
  const cell = useMemo(() => ({ say, lang, now: Math.floor(Date.now() / 60_000) * 60_000 }), [say, lang, rows]);
  const common = { columns, why, manyRegions, cell, onPlace, onTick, onOpen, onTip };
  const left = (x: number) => `${Math.min(x, innerWidth - TIP_WIDTH)}px`;
  return (
    <div class="grid-frame">
      <div
        class={wide ? 'grid' : 'grid grid-cards'}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable="true"
        ref={ref}
        onKeyDown={onKey}
        style={{ '--columns': templateOf(columns, manyRegions) }}
      >
        <GridHead {...{ rows, ticked, able, onTick, columns, manyRegions }} sort={props.sort} onSort={props.onSort} />
        <div role="rowgroup" class="grid-body" style={{ height: `${rows.length * rowHeight}px` }}>
          {drawn(first, last, here, rows.length).map(({ index, slot }) => (
            <GridRow
              key={slot}
              row={rows[index]}
              index={index}
              top={index * rowHeight}
              ticked={ticked.has(rows[index].key)}
              able={able(rows[index])}
              part={index === here ? part : -1}
              {...common}
            />
          ))}
        </div>
      </div>
      {tip && !able(tip.row) && (
        <div class="tip" role="tooltip" style={{ left: left(tip.x), top: `${tip.y}px` }}>
          {why(tip.row)}
        </div>
      )}
    </div>
  );
}
