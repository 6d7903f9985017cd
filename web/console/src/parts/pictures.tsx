// Small pictures. Each says in words what it shows; no colour stands alone.
import { byAge, quotas, storage } from '../logic/quota.js';
import type { Row, State } from '../store/state.js';
import { useSay, type Say } from '../words/words.js';

const share = (part: number, whole: number) => (whole > 0 ? Math.max(Math.min((part / whole) * 100, 100), 0) : 0);

interface BarProps {
  label: string;
  /** In percent: what stays, and what goes. */
  stays: number;
  goes: number;
  tone?: string;
}

/** A bar of two parts; the second, hatched, is what would go. */
export function Bar({ label, stays, goes, tone = '' }: BarProps) {
  return (
    <svg class={`bar ${tone}`} viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={label}>
      <rect class="bar-back" width="100" height="8" />
      <rect class="bar-stays" width={stays} height="8" />
      <rect class="bar-goes" x={stays} width={goes} height="8" />
    </svg>
  );
}

type Quota = ReturnType<typeof quotas>[number];

function quotaWords({ before, after, quota }: Quota, say: Say) {
  if (quota === null) return say('quotaUnknown', { used: before });
  return after === before ? say('quotaOf', { used: before, quota }) : say('quotaChange', { before, after, quota });
}

/** The bars of quota, before and after what is chosen. */
export function QuotaBars({ scans, rows, goes }: { scans: State['scans']; rows: Row[]; goes: (row: Row) => boolean }) {
  const say = useSay();
  return (
    <ul class="bars">
      {quotas(scans, rows, goes).map((one) => {
        const { region, before, after, quota } = one;
        const words = { region, before, after, quota: quota ?? '?' };
        const tone = quota !== null && after / quota >= 0.9 ? 'bar-full' : '';
        return (
          <li key={region} data-quota={region}>
            <span class="bars-name">{region}</span>
            <span class="bars-value">{quotaWords(one, say)}</span>
            <Bar
              label={say(after === before ? 'quotaPlain' : 'quotaPlainChange', words)}
              stays={share(after, quota ?? before)}
              goes={share(before - after, quota ?? before)}
              tone={tone}
            />
          </li>
        );
      })}
    </ul>
  );
}

export function AgePicture({ rows, now }: { rows: Row[]; now: number }) {
  const say = useSay();
  const groups = byAge(rows, now);
  const most = Math.max(...groups.map(({ free, kept }) => free + kept), 1);
  return (
    <ul class="columns-picture">
      {groups.map(({ from, to, free, kept }) => {
        const label = to === null ? say('ageGroupLast', { from }) : say('ageGroup', { from, to });
        const height = (n: number) => (n / most) * 56;
        return (
          <li key={from}>
            <svg
              viewBox="0 0 24 60"
              preserveAspectRatio="none"
              role="img"
              aria-label={say('ageBar', { label, free, kept })}
            >
              <rect class="bar-stays" y={60 - height(kept)} width="24" height={height(kept)} />
              <rect class="bar-goes" y={60 - height(kept) - height(free)} width="24" height={height(free)} />
            </svg>
            <span class="columns-count">{free + kept}</span>
            <span class="columns-name">{to === null ? `${from}+` : `${from}–${to}`}</span>
          </li>
        );
      })}
    </ul>
  );
}

export function StoragePicture({ rows }: { rows: Row[] }) {
  const say = useSay();
  return (
    <ul class="bars">
      {storage(rows).map(({ region, free, kept }) => (
        <li key={region}>
          <span class="bars-name">{region}</span>
          <span class="bars-value">
            {say('gb', { n: free })} / {say('gb', { n: free + kept })}
          </span>
          <Bar
            label={say('storageBar', { region, free, all: free + kept })}
            stays={share(kept, free + kept)}
            goes={share(free, free + kept)}
          />
        </li>
      ))}
    </ul>
  );
}

export function Legend() {
  const say = useSay();
  return (
    <p class="legend">
      <span class="legend-goes">{say('canGo')}</span>
      <span class="legend-stays">{say('stays')}</span>
    </p>
  );
}
