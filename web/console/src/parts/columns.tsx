// What each column of the table of images shows.
import type { ComponentChildren } from 'preact';

import { ageDays } from '../logic/table.js';
import type { Row } from '../store/state.js';
import { nameOf } from '../words/reasons.js';
import { day } from '../words/time.js';
import type { Say, Word } from '../words/words.js';
import { Badge } from './basics.tsx';

export interface Cell {
  say: Say;
  lang: 'en' | 'zh';
  now: number;
}

export interface Column {
  name: string;
  word: Word;
  width: string;
  end?: boolean;
  cell: (row: Row, cell: Cell) => ComponentChildren;
}

/** The usual state is only marked; what is not usual stands out. */
export function StateMark({ state }: { state: string }) {
  return state === 'NORMAL' ? <span class="usual">{state}</span> : <Badge tone={stateTone(state)}>{state}</Badge>;
}

export const stateTone = (state: string) =>
  state === 'NORMAL' ? 'good' : ['CREATEFAILED', 'IMPORTFAILED'].includes(state) ? 'bad' : 'warn';

const quiet = (text: string) => <span class="quiet">{text}</span>;

function Tags({ row }: { row: Row }) {
  const [first, ...rest] = row.tags;
  if (!first) return quiet('–');
  return (
    <span class="tags">
      <span class="tag">{first.value ? `${first.key}=${first.value}` : first.key}</span>
      {rest.length > 0 && <span class="quiet">+{rest.length}</span>}
    </span>
  );
}

function age(row: Row, { say, now }: Cell) {
  const days = ageDays(row, now);
  return days === null ? quiet(say('ageUnknown')) : say('days', { n: days });
}

function shared({ sharedWith, verdict }: Row, { say }: Cell) {
  if (sharedWith === null) return quiet(verdict === null || verdict === 'delete' ? '…' : say('notAsked'));
  return sharedWith.length > 0 ? say('accounts', { n: sharedWith.length }) : quiet('–');
}

function used({ references }: Row, { say, lang }: Cell) {
  if (references === null) return quiet('…');
  if (references.length === 0) return quiet('–');
  const [first, ...rest] = references;
  if (rest.length > 0) return say('users', { n: references.length });
  return <span title={nameOf('type', first.type, lang)}>{first.id}</span>;
}

export const ALL_COLUMNS: Column[] = [
  { name: 'state', word: 'state', width: '116px', cell: ({ state }) => <StateMark state={state} /> },
  { name: 'type', word: 'type', width: '88px', cell: ({ type }, { lang }) => nameOf('type', type, lang) },
  { name: 'family', word: 'family', width: '92px', cell: ({ family }) => family || quiet('–') },
  { name: 'age', word: 'age', width: '66px', end: true, cell: age },
  {
    name: 'size',
    word: 'size',
    width: '66px',
    end: true,
    cell: ({ sizeGb }, { say }) => (sizeGb === null ? quiet(say('sizeUnknown')) : say('gb', { n: sizeGb })),
  },
  { name: 'tags', word: 'tags', width: 'minmax(104px, 1fr)', cell: (row) => <Tags row={row} /> },
  { name: 'shared', word: 'shared', width: '96px', cell: shared },
  { name: 'used', word: 'used', width: 'minmax(112px, 1fr)', cell: used },
];

export const dayOf = (row: Row, lang: 'en' | 'zh') => (row.created === null ? '' : day(row.created, lang));
