import { useMemo } from 'preact/hooks';

import { distinct } from '../logic/table.js';
import { Check, Disclosure, Icon, Select } from '../parts/basics.tsx';
import { ALL_COLUMNS } from '../parts/columns.tsx';
import { COLUMNS, store, type TableState } from '../store/state.js';
import { useStore } from '../store/store.js';
import { useSay } from '../words/words.js';

const change = (part: Partial<TableState>) => store.set(({ table }) => ({ table: { ...table, ...part } }));

function Columns() {
  const say = useSay();
  const { columns } = useStore(store, (state) => state.table);
  const toggle = (name: string, on: boolean) =>
    change({ columns: COLUMNS.filter((one) => (one === name ? on : columns.includes(one))) });
  return (
    <Disclosure label={say('columns')}>
      {ALL_COLUMNS.map(({ name, word }) => (
        <Check key={name} label={say(word)} checked={columns.includes(name)} onChange={(on) => toggle(name, on)} />
      ))}
    </Disclosure>
  );
}

function Selects() {
  const say = useSay();
  const rows = useStore(store, (state) => state.rows);
  const table = useStore(store, (state) => state.table);
  const regions = useStore(store, (state) => state.regions);
  const states = useMemo(() => distinct(rows, ({ state }) => state), [rows]);
  const pairs = (list: string[]) => list.map((one): [string, string] => [one, one]);
  return (
    <>
      {regions.length > 1 && (
        <Select
          compact
          label={say('filterRegion')}
          value={table.region}
          options={[['', say('anyRegion')], ...pairs(regions)]}
          onChange={(region) => change({ region })}
        />
      )}
      <Select
        compact
        label={say('filterState')}
        value={table.state}
        options={[['', say('anyState')], ...pairs(states)]}
        onChange={(state) => change({ state })}
      />
      <Select
        compact
        label={say('filterAge')}
        value={table.age}
        options={[
          ['', say('anyAge')],
          ...['7', '30', '90', '180', '365'].map((days): [string, string] => [days, say('ageAtLeast', { days })]),
        ]}
        onChange={(age) => change({ age })}
      />
      <Select
        compact
        label={say('filterUse')}
        value={table.use}
        options={[
          ['', say('anyUse')],
          ['free', say('useFree')],
          ['kept', say('useKept')],
          ['used', say('useUsed')],
          ['shared', say('useShared')],
          ['ticked', say('useTicked')],
        ]}
        onChange={(use) => change({ use })}
      />
    </>
  );
}

export function Filters({ shown }: { shown: number }) {
  const say = useSay();
  const table = useStore(store, (state) => state.table);
  const all = useStore(store, (state) => state.rows.length);
  const any = table.search !== '' || table.state !== '' || table.region !== '' || table.age !== '' || table.use !== '';
  const none = { search: '', state: '', region: '', age: '', use: '' };
  return (
    <div class="filters" role="search">
      <span class="search">
        <Icon name="search" />
        <input
          type="search"
          aria-label={say('search')}
          placeholder={say('searchHint')}
          value={table.search}
          onInput={(event) => change({ search: event.currentTarget.value })}
        />
      </span>
      <Selects />
      <Columns />
      {any && (
        <button type="button" class="button button-quiet" onClick={() => change(none)}>
          {say('clearFilters')}
        </button>
      )}
      <span class="quiet number filters-count" data-test="shown">
        {say('shown', { n: shown, all })}
      </span>
    </div>
  );
}
