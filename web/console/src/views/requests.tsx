import { useState } from 'preact/hooks';

import { Badge, Dialog, ProblemNotice, useLang } from '../parts/basics.tsx';
import { Facts } from '../parts/image-facts.tsx';
import { ExplainRequest } from './explanation.tsx';
import { type Request, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { clock } from '../words/time.js';
import { useSay } from '../words/words.js';

function pretty(text: string) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function Status({ request }: { request: Request }) {
  const say = useSay();
  if (request.ms === null) return <Badge tone="plain">{say('pending')}</Badge>;
  if (!request.problem) return <Badge tone="good">{say('ok')}</Badge>;
  return <Badge tone="bad">{request.problem.more?.service_code || request.problem.code}</Badge>;
}

function Details({ request, onClose }: { request: Request; onClose: () => void }) {
  const say = useSay();
  const lang = useLang();
  return (
    <Dialog side title={request.action} onClose={onClose}>
      <ProblemNotice problem={request.problem} />
      <Facts
        list={[
          [say('region'), request.region || '–'],
          [say('status'), request.ms === null ? say('pending') : `HTTP ${request.status}`],
          [say('requestIds'), <code>{request.requestId || '–'}</code>],
          [say('time'), clock(request.at, lang)],
          [say('took'), request.ms === null ? '–' : `${request.ms} ms`],
        ]}
      />
      <h3>{say('parameters')}</h3>
      <pre tabIndex={0}>{pretty(request.params)}</pre>
      <h3>{say('answer')}</h3>
      <pre tabIndex={0}>{pretty(request.answer)}</pre>
      <ExplainRequest request={request} />
    </Dialog>
  );
}

export function RequestsView() {
  const say = useSay();
  const lang = useLang();
  const requests = useStore(store, (state) => state.requests);
  const [opened, setOpened] = useState<Request | null>(null);
  const open = requests.find(({ n }) => n === opened?.n) ?? opened; // it stays open when its row gives way to later ones
  return (
    <div class="view">
      <header class="view-head">
        <h1>{say('requestsTitle')}</h1>
        <p class="quiet">{say('requestsText')}</p>
      </header>
      {requests.length === 0 ? (
        <p class="alone">{say('noRequests')}</p>
      ) : (
        <div class="card scroll-x" tabIndex={0} role="region" aria-label={say('requestsTitle')}>
          <table class="list list-lines">
            <thead>
              <tr>
                <th scope="col">{say('time')}</th>
                <th scope="col">{say('action')}</th>
                <th scope="col">{say('region')}</th>
                <th scope="col">{say('status')}</th>
                <th scope="col" class="end">
                  {say('took')}
                </th>
                <th scope="col">{say('requestIds')}</th>
              </tr>
            </thead>
            <tbody>
              {[...requests].reverse().map((request) => (
                <tr key={request.n}>
                  <td class="number">{clock(request.at, lang)}</td>
                  <td>
                    <button type="button" class="link" onClick={() => setOpened(request)}>
                      {request.action}
                    </button>
                  </td>
                  <td>{request.region || '–'}</td>
                  <td>
                    <Status request={request} />
                  </td>
                  <td class="end">{request.ms === null ? '–' : `${request.ms} ms`}</td>
                  <td>
                    <code>{request.requestId || '–'}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {open && <Details request={open} onClose={() => setOpened(null)} />}
    </div>
  );
}
