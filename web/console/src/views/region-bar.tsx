import { Check, Disclosure, Icon, Notice, useLang } from '../parts/basics.tsx';
import { scan } from '../scan/scan.js';
import { store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { nameOf } from '../words/reasons.js';
import { clock } from '../words/time.js';
import { useSay } from '../words/words.js';

function choose(region: string, on: boolean) {
  const { session, regions } = store.get();
  const wanted = (session?.regions ?? []).filter((one) => (one === region ? on : regions.includes(one)));
  store.set(({ ticked }) => ({
    regions: wanted,
    ticked: new Set([...ticked].filter((key) => wanted.includes(key.split(' ')[0]))),
  }));
}

function Progress() {
  const say = useSay();
  const lang = useLang();
  const status = useStore(store, (state) => state.scanStatus);
  const scans = useStore(store, (state) => state.scans);
  const at = useStore(store, (state) => state.scannedAt);
  if (status === 'done') return <span class="quiet">{say('readAt', { time: clock(at, lang) })}</span>;
  if (status !== 'reading') return null;
  const all = Object.values(scans);
  const read = all.reduce((sum, one) => sum + one.read, 0);
  const total = all.reduce((sum, one) => sum + (one.total ?? 0), 0);
  return (
    <span class="quiet" role="status">
      {total > 0 ? say('reading', { read, total }) : say('readingBegun')}
    </span>
  );
}

/** What could not be looked at is never passed over. */
function Gaps() {
  const say = useSay();
  const lang = useLang();
  const scans = useStore(store, (state) => state.scans);
  const status = useStore(store, (state) => state.scanStatus);
  if (status !== 'done') return null;
  const failed = Object.entries(scans).filter(([, one]) => one.status === 'failed');
  const broken = Object.values(scans).flatMap(({ notChecked }) => notChecked.filter(({ error }) => error));
  const names = [...new Set(broken.map(({ check }) => nameOf('check', check, lang)))];
  return (
    <>
      {failed.map(([region, { error }]) => (
        <Notice key={region} tone="bad">
          <strong>{region}</strong> {say('notScanned', { why: error?.service_message || error?.message || '?' })}
        </Notice>
      ))}
      {names.length > 0 && <Notice tone="warn">{say('notChecked', { list: names.join(', ') })}</Notice>}
    </>
  );
}

export function RegionBar() {
  const say = useSay();
  const session = useStore(store, (state) => state.session);
  const regions = useStore(store, (state) => state.regions);
  const status = useStore(store, (state) => state.scanStatus);
  return (
    <>
      <div class="region-bar">
        <Disclosure label={say('chooseRegions', { list: regions.join(', ') || say('none') })}>
          {(session?.regions ?? []).map((region) => (
            <Check
              key={region}
              label={region}
              checked={regions.includes(region)}
              onChange={(on) => choose(region, on)}
            />
          ))}
        </Disclosure>
        <button type="button" class="button" disabled={status === 'reading' || regions.length === 0} onClick={scan}>
          <Icon name="reload" /> {say('reload')}
        </button>
        <Progress />
      </div>
      <Gaps />
    </>
  );
}
