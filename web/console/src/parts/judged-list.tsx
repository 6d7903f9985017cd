// Images with their verdicts and reasons, the ones that go first; as many as asked for are drawn.
import { useMemo, useState } from 'preact/hooks';

import type { Reason } from '../store/state.js';
import { reasonsText } from '../words/reasons.js';
import { useSay, type Word } from '../words/words.js';
import { useLang } from './basics.tsx';
import { Verdict } from './image-facts.tsx';

export interface Judged {
  region: string;
  id: string;
  name: string;
  verdict: string | null;
  reasons: Reason[];
}

const ORDER = ['delete', 'unknown', 'keep', 'block'];
const COUNT: Record<string, Word> = {
  '': 'countAll',
  delete: 'countDelete',
  unknown: 'countUnknown',
  keep: 'countKeep',
  block: 'countBlock',
};
const AT_ONCE = 200;

interface ChipsProps {
  images: Judged[];
  only: string;
  onOnly: (verdict: string) => void;
}

/** How many of each verdict, and a way to see only those. */
function Chips({ images, only, onOnly }: ChipsProps) {
  const say = useSay();
  const count = (verdict: string) =>
    verdict === '' ? images.length : images.filter((one) => one.verdict === verdict).length;
  return (
    <div class="chips" role="group" aria-label={say('verdict')}>
      {['', ...ORDER]
        .filter((verdict) => verdict === '' || count(verdict) > 0)
        .map((verdict) => (
          <button
            key={verdict}
            type="button"
            class="chip"
            aria-pressed={only === verdict}
            onClick={() => onOnly(verdict)}
          >
            {say(COUNT[verdict], { n: count(verdict) })}
          </button>
        ))}
    </div>
  );
}

export function JudgedList({ images }: { images: Judged[] }) {
  const say = useSay();
  const lang = useLang();
  const [only, setOnly] = useState('');
  const [most, setMost] = useState(AT_ONCE);
  const sorted = useMemo(
    () => [...images].sort((a, b) => ORDER.indexOf(a.verdict ?? '') - ORDER.indexOf(b.verdict ?? '')),
    [images],
  );
  const shown = sorted.filter(({ verdict }) => only === '' || verdict === only);
  const manyRegions = new Set(images.map(({ region }) => region)).size > 1;
  return (
    <>
      <Chips images={images} only={only} onOnly={setOnly} />
      <div class="scroll-x" tabIndex={0} role="region" aria-label={say('images')}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{say('verdict')}</th>
              <th scope="col">{say('name')}</th>
              {manyRegions && <th scope="col">{say('region')}</th>}
              <th scope="col">{say('reasons')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, most).map((image) => (
              <tr key={`${image.region} ${image.id}`} data-id={image.id} data-verdict={image.verdict}>
                <td>
                  <Verdict verdict={image.verdict ?? 'unknown'} />
                </td>
                <td>
                  <span class="list-name">{image.name || image.id}</span> <code class="quiet">{image.id}</code>
                </td>
                {manyRegions && <td class="nowrap">{image.region}</td>}
                <td>{reasonsText(image.reasons, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length > most && (
        <button type="button" class="button" onClick={() => setMost(most + AT_ONCE)}>
          + {Math.min(shown.length - most, AT_ONCE)}
        </button>
      )}
    </>
  );
}
