// The head of the table of images: a box for all that are shown, and what to sort by.
import { useEffect, useRef } from 'preact/hooks';

import type { Row, Sort } from '../store/state.js';
import { useSay, type Word } from '../words/words.js';
import { Icon } from './basics.tsx';
import type { Column } from './columns.tsx';
import { pure } from './pure.tsx';

interface HeadCellProps {
  name: string;
  word: Word;
  end?: boolean;
  sort: Sort;
  onSort: (sort: Sort) => void;
}

function HeadCell({ name, word, end, sort, onSort }: HeadCellProps) {
  const say = useSay();
  const on = sort.by === name;
  const order = on ? (sort.down ? 'descending' : 'ascending') : 'none';
  return (
    <div role="columnheader" aria-sort={order} class={end ? 'end' : undefined}>
      <button type="button" class="head-button" onClick={() => onSort({ by: name, down: on && !sort.down })}>
        {say(word)}
        {on && <Icon name={sort.down ? 'down' : 'up'} />}
      </button>
    </div>
  );
}

interface TickAllProps {
  rows: Row[];
  ticked: Set<string>;
  able: (row: Row) => boolean;
  onTick: (keys: string[], on: boolean) => void;
}

function TickAll({ rows, ticked, able, onTick }: TickAllProps) {
  const say = useSay();
  const keys = rows.filter(able).map(({ key }) => key);
  const on = keys.filter((key) => ticked.has(key)).length;
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current) ref.current.indeterminate = on > 0 && on < keys.length;
  });
  return (
    <div role="columnheader" class="cell-tick">
      <input
        ref={ref}
        type="checkbox"
        aria-label={say('tickAll')}
        checked={keys.length > 0 && on === keys.length}
        disabled={keys.length === 0}
        onChange={() => onTick(keys, on < keys.length)}
      />
    </div>
  );
}

interface GridHeadProps extends TickAllProps {
  columns: Column[];
  sort: Sort;
  manyRegions: boolean;
  onSort: (sort: Sort) => void;
}

/** Counting what is ticked goes through all rows: not for each step of scrolling. */
export const GridHead = pure(function GridHead({ columns, sort, manyRegions, onSort, ...rest }: GridHeadProps) {
  const common = { sort, onSort };
  return (
    <div role="rowgroup" class="grid-head">
      <div role="row" aria-rowindex={1} class="grid-line">
        <TickAll {...rest} />
        <HeadCell name="name" word="name" {...common} />
        {manyRegions && <HeadCell name="region" word="region" {...common} />}
        {columns.map(({ name, word, end }) => (
          <HeadCell key={name} name={name} word={word} end={end} {...common} />
        ))}
      </div>
    </div>
  );
});
