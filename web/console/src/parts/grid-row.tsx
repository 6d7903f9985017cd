import { pure } from './pure.tsx';
import type { Row } from '../store/state.js';
import { CopyButton } from './basics.tsx';
import type { Cell, Column } from './columns.tsx';

/** The things in a row that can be used: its box, its name, copying its id. */
export const PARTS = 3;

interface GridRowProps {
  row: Row;
  index: number;
  top: number;
  columns: Column[];
  ticked: boolean;
  able: boolean;
  why: (row: Row) => string;
  /** Which of its parts Tab reaches; -1: none. */
  part: number;
  manyRegions: boolean;
  cell: Cell;
  onPlace: (index: number, part: number) => void;
  onTick: (keys: string[], on: boolean) => void;
  onOpen: (row: Row) => void;
  onTip: (index: number, row: Row | null, box?: DOMRect) => void;
}

/** A box that cannot be ticked keeps the focus and says why. */
function Tick({ row, index, ticked, able, why, part, cell: { say }, onPlace, onTick, onTip }: GridRowProps) {
  const show = (event: { currentTarget: Element }) =>
    !able && onTip(index, row, event.currentTarget.getBoundingClientRect());
  const label = say('tick', { name: row.name || row.id });
  return (
    <div role="gridcell" class="cell-tick" onMouseEnter={show} onMouseLeave={() => onTip(index, null)}>
      <input
        type="checkbox"
        data-part="0"
        tabIndex={part === 0 ? 0 : -1}
        aria-label={able ? label : `${label}. ${why(row)}`}
        aria-disabled={!able}
        checked={ticked}
        onFocus={(event) => (onPlace(index, 0), show(event))}
        onBlur={() => onTip(index, null)}
        onClick={(event) => {
          if (!able) event.preventDefault();
        }}
        onChange={() => able && onTick([row.key], !ticked)}
      />
    </div>
  );
}

export const GridRow = pure(function GridRow(props: GridRowProps) {
  const { row, index, top, columns, ticked, able, part, cell, onPlace, onOpen } = props;
  const { say } = cell;
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={ticked}
      data-index={index}
      data-id={row.id}
      class={`grid-line grid-row${ticked ? ' is-ticked' : ''}${able ? '' : ' is-kept'}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      <Tick {...props} />
      <div role="gridcell" class="cell-name">
        <button
          type="button"
          class="name-button"
          data-part="1"
          tabIndex={part === 1 ? 0 : -1}
          aria-label={say('details', { name: row.name || row.id })}
          onFocus={() => onPlace(index, 1)}
          onClick={() => onOpen(row)}
        >
          {row.name || row.id}
        </button>
        <span class="cell-id">
          <code>{row.id}</code>
          <CopyButton text={row.id} data-part="2" tabIndex={part === 2 ? 0 : -1} onFocus={() => onPlace(index, 2)} />
        </span>
      </div>
      {props.manyRegions && (
        <div role="gridcell" data-label={say('region')} class="cell-region">
          {row.region}
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.name}
          role="gridcell"
          data-column={column.name}
          data-label={say(column.word)}
          class={column.end ? 'end' : undefined}
        >
          {column.cell(row, cell)}
        </div>
      ))}
    </div>
  );
});
