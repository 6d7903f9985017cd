import { download, receiptCsv } from '../logic/files.js';
import { useLang } from '../parts/basics.tsx';
import { keyOf } from '../scan/rows.js';
import { Facts } from '../parts/image-facts.tsx';
import { type Receipt, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { reasonText, remedyText } from '../words/reasons.js';
import { dateTime } from '../words/time.js';
import { useSay } from '../words/words.js';
import { ImageState } from './job.tsx';

function Summary({ receipt }: { receipt: Receipt }) {
  const say = useSay();
  const { summary, quota } = receipt;
  const lines = [
    [summary.deleted > 0 ? 'good' : 'plain', say('resultDeleted', { n: summary.deleted })],
    ...(summary.accepted > 0 ? [['warn', say('resultAccepted', { n: summary.accepted })]] : []),
    ...(summary.failed > 0 ? [['bad', say('resultFailed', { n: summary.failed })]] : []),
    ...(summary.skipped > 0 ? [['plain', say('resultSkipped', { n: summary.skipped })]] : []),
    ...(summary.unknown > 0 ? [['warn', say('resultUnknown', { n: summary.unknown })]] : []),
  ];
  const left = receipt.images.flatMap(({ snapshots }) =>
    snapshots.filter(({ outcome }) => outcome === 'left').map(({ id }) => id),
  );
  return (
    <>
      <ul class="results">
        {lines.map(([tone, text]) => (
          <li key={text} class={`result-${tone}`}>
            {text}
          </li>
        ))}
      </ul>
      {quota.map(({ region, before, after, limit }) => (
        <p key={region} class="number">
          {say('resultQuota', { region, before: before ?? '?', after: after ?? '?', limit: limit ?? '?' })}
        </p>
      ))}
      {left.length > 0 && (
        <p data-test="left-snapshots">
          {say('resultLeft', { n: left.length, list: left.slice(0, 20).join(', ') + (left.length > 20 ? ' …' : '') })}
        </p>
      )}
      {receipt.skew_seconds !== 0 && <p>{say('resultSkew', { n: receipt.skew_seconds })}</p>}
    </>
  );
}

function ImageLine({ image, name }: { image: Receipt['images'][number]; name: string }) {
  const lang = useLang();
  const error = image.error as any;
  return (
    <tr data-id={image.id} data-state={image.outcome}>
      <td>
        <ImageState state={image.outcome} />
      </td>
      <td>
        {name && <span class="list-name">{name}</span>}
        <code class="quiet">{image.id}</code>
      </td>
      <td class="nowrap">{image.region}</td>
      <td>
        {image.reason && reasonText(image.reason, lang)}
        {error && (
          <span class="hint">
            {error.service_code || error.code}: {error.service_message || error.message}
          </span>
        )}
        {image.reason && remedyText(image.reason, lang) && <span class="hint">{remedyText(image.reason, lang)}</span>}
      </td>
      <td class="end">{image.attempts}</td>
      <td>
        {image.request_ids.map((id) => (
          <code key={id} class="request-id">
            {id}
          </code>
        ))}
      </td>
      <td>
        {image.snapshots.map(({ id, outcome }) => (
          <span key={id} class="snapshot">
            <code>{id}</code> <ImageState state={outcome} />
          </span>
        ))}
      </td>
    </tr>
  );
}

function Images({ receipt }: { receipt: Receipt }) {
  const say = useSay();
  const names = useStore(store, (state) => state.names);
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label={say('images')}>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{say('outcome')}</th>
            <th scope="col">{say('name')}</th>
            <th scope="col">{say('region')}</th>
            <th scope="col">{say('reasons')}</th>
            <th scope="col" class="end">
              {say('attempts')}
            </th>
            <th scope="col">{say('requestIds')}</th>
            <th scope="col">{say('snapshots')}</th>
          </tr>
        </thead>
        <tbody>
          {receipt.images.slice(0, 1000).map((image) => (
            <ImageLine
              key={`${image.region} ${image.id}`}
              image={image}
              name={names.get(keyOf(image.region, image.id)) ?? ''}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function ReceiptView({ job, receipt }: { job: any; receipt: Receipt }) {
  const say = useSay();
  const lang = useLang();
  return (
    <section class="card" data-test="receipt">
      <h2>{say('receipt')}</h2>
      <Summary receipt={receipt} />
      <div class="row">
        <button
          type="button"
          class="button"
          onClick={() => download(`${job.id}.json`, 'application/json', JSON.stringify(receipt))}
        >
          {say('receiptJson')}
        </button>
        <button type="button" class="button" onClick={() => download(`${job.id}.csv`, 'text/csv', receiptCsv(receipt))}>
          {say('receiptCsv')}
        </button>
      </div>
      <Images receipt={receipt} />
      <Facts
        list={[
          [say('by'), receipt.confirmed_by],
          [say('started'), dateTime(receipt.started, lang)],
          [say('finished'), dateTime(receipt.finished, lang)],
          [say('digest'), <code class="digest">{receipt.plan_digest}</code>],
        ]}
      />
    </section>
  );
}
