import { ageDays } from '../logic/table.js';
import { Badge, CopyButton, Dialog, useLang } from '../parts/basics.tsx';
import { stateTone } from '../parts/columns.tsx';
import { Facts, Reasons, Users, Verdict } from '../parts/image-facts.tsx';
import type { Row } from '../store/state.js';
import { nameOf } from '../words/reasons.js';
import { dateTime } from '../words/time.js';
import { type Say, useSay } from '../words/words.js';

function age(row: Row, say: Say, lang: 'en' | 'zh') {
  const days = ageDays(row, Date.now());
  if (row.created === null || days === null) return say('ageUnknown');
  return `${dateTime(row.created, lang)} · ${say('daysLong', { n: days })}`;
}

function Tags({ row }: { row: Row }) {
  if (row.tags.length === 0) return <>–</>;
  return (
    <span class="tags tags-all">
      {row.tags.map(({ key, value }) => (
        <span key={key} class="tag">
          {value ? `${key}=${value}` : key}
        </span>
      ))}
    </span>
  );
}

export function ImageDetails({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useSay();
  const lang = useLang();
  const { sharedWith, references } = row;
  return (
    <Dialog side title={row.name || row.id} onClose={onClose}>
      <Facts
        list={[
          [
            say('id'),
            <>
              <code>{row.id}</code> <CopyButton text={row.id} />
            </>,
          ],
          [say('region'), row.region],
          [say('state'), <Badge tone={stateTone(row.state)}>{row.state}</Badge>],
          [say('type'), nameOf('type', row.type, lang)],
          [say('family'), row.family || '–'],
          [say('created'), age(row, say, lang)],
          [say('size'), row.sizeGb === null ? say('sizeUnknown') : say('gb', { n: row.sizeGb })],
          [say('tags'), <Tags row={row} />],
          [say('snapshots'), row.snapshots.length > 0 ? row.snapshots.map((id) => <code key={id}>{id} </code>) : '–'],
          [
            say('shared'),
            sharedWith === null ? say('notAskedLong') : sharedWith.length > 0 ? sharedWith.join(', ') : '–',
          ],
          [
            say('used'),
            references === null ? say('notAsked') : references.length > 0 ? <Users references={references} /> : '–',
          ],
          [
            say('verdict'),
            row.verdict === null ? (
              say('notJudged')
            ) : row.verdict === 'delete' ? (
              <Badge tone="good">{say('canGo')}</Badge>
            ) : (
              <Verdict verdict={row.verdict} />
            ),
          ],
          [say('reasons'), <Reasons reasons={row.reasons.filter(({ code }) => code !== 'selected')} />],
        ]}
      />
    </Dialog>
  );
}
