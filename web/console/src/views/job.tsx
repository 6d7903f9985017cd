import { useEffect, useState } from 'preact/hooks';

import { api, problemOf } from '../api/http.js';
import { cancelJob } from '../api/jobs.js';
import { progressOf } from '../logic/plan.js';
import { Badge, Notice, ProblemNotice, useLang } from '../parts/basics.tsx';
import { Bar } from '../parts/pictures.tsx';
import { type Problem, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { clock, dateTime, span } from '../words/time.js';
import { named, useSay } from '../words/words.js';
import { Confirm } from './confirm.tsx';
import { useJob } from './plan.tsx';
import { ReceiptView } from './receipt.tsx';

const TONES: Record<string, string> = {
  ...{
    gone: 'good',
    deleted: 'good',
    failed: 'bad',
    unclear: 'warn',
    unknown: 'warn',
    kept: 'plain',
    skipped: 'plain',
  },
  ...{ planned: 'plain', sent: 'info', accepted: 'info', left: 'warn' },
};

export function ImageState({ state }: { state: string }) {
  const say = useSay();
  return <Badge tone={TONES[state] ?? 'plain'}>{named(say, 'imageState_', state)}</Badge>;
}

/** Now, once a second as long as somebody looks at something that goes on. */
function useNow() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Progress({ job }: { job: any }) {
  const say = useSay();
  const states = useStore(store, (state) => state.imageStates);
  const now = useNow();
  const [problem, setProblem] = useState<Problem | null>(null);
  const { all, done, begun, leftMs } = progressOf(states, job.created, now);
  const left = leftMs === null ? say('jobNoLeft') : say('jobLeft', { time: span(leftMs, say) });
  const progress = say('jobProgress', { done, n: all });
  const stop = () =>
    cancelJob(job.id)
      .then((changed) => store.set({ job: { ...job, ...changed } }))
      .catch((error) => setProblem(problemOf(error)));
  return (
    <section class="card">
      <p class="big" role="status">
        {progress}
      </p>
      <Bar label={progress} stays={(done / Math.max(all, 1)) * 100} goes={((begun - done) / Math.max(all, 1)) * 100} />
      <p class="quiet">{left}</p>
      <ProblemNotice problem={problem} />
      {store.get().session?.role === 'operator' && (
        <div class="row">
          <button type="button" class="button" disabled={job.cancelling} onClick={stop}>
            {job.cancelling ? say('jobCancelling') : say('jobCancel')}
          </button>
          <span class="hint">{say('jobCancelHint')}</span>
        </div>
      )}
    </section>
  );
}

function LiveImages() {
  const say = useSay();
  const names = useStore(store, (state) => state.names);
  const states = useStore(store, (state) => state.imageStates);
  return (
    <section class="card">
      <h2>{say('images')}</h2>
      <div class="scroll-x scroll-y" tabIndex={0} role="region" aria-label={say('images')}>
        <table class="list">
          <thead>
            <tr>
              <th scope="col">{say('name')}</th>
              <th scope="col">{say('region')}</th>
              <th scope="col">{say('state')}</th>
            </tr>
          </thead>
          <tbody>
            {[...states].slice(0, 500).map(([key, state]) => (
              <tr key={key} data-id={key.split(' ')[1]} data-state={state}>
                <td>
                  {names.get(key) && <span class="list-name">{names.get(key)}</span>}
                  <code class="quiet">{key.split(' ')[1]}</code>
                </td>
                <td>{key.split(' ')[0]}</td>
                <td>
                  <ImageState state={state} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Members of an event, on one line; of reasons their codes. */
const detailText = (detail: Record<string, any> = {}) =>
  Object.entries(detail)
    .map(([name, value]) => `${name}=${Array.isArray(value) ? value.map((one) => one?.code ?? one).join(',') : value}`)
    .join(' ');

function Events() {
  const say = useSay();
  const lang = useLang();
  const events = useStore(store, (state) => state.events);
  const shown = events
    .filter(({ kind }) => kind !== 'sending' && kind !== 'answered')
    .slice(-60)
    .reverse();
  return (
    <details class="card">
      <summary>{say('events')}</summary>
      {shown.length === 0 && <p class="quiet">{say('noEvents')}</p>}
      <ol class="events">
        {shown.map((event, i) => (
          <li key={events.length - i}>
            <time>{clock(event.time, lang)}</time> <strong>{event.kind}</strong> {event.region}{' '}
            <code>{event.image}</code> <span class="quiet">{detailText(event.detail)}</span>
          </li>
        ))}
      </ol>
    </details>
  );
}

/** With two approvers: the first waits, another operator confirms the same plan in the same way. */
function Waiting({ job }: { job: any }) {
  const say = useSay();
  const session = useStore(store, (state) => state.session);
  const [plan, setPlan] = useState<any>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const own = session?.name === job.operator;
  const look = () =>
    api('GET', `/api/jobs/${job.plan_job}`)
      .then(setPlan)
      .catch((error) => setProblem(problemOf(error)));
  return (
    <Notice tone="warn">
      <p>
        {own
          ? say('approveOwn')
          : say('approveText', { name: job.operator, n: job.count, regions: job.regions.join(', ') })}
      </p>
      <ProblemNotice problem={problem} />
      {!own && session?.apply && (
        <button type="button" class="button button-danger" onClick={() => void look()}>
          {say('approve')}
        </button>
      )}
      {plan?.plan && <Confirm job={plan} plan={plan.plan} approves={job.id} onClose={() => setPlan(null)} />}
    </Notice>
  );
}

export function JobView({ id }: { id: string }) {
  const say = useSay();
  const lang = useLang();
  const job = useJob(id);
  const problem = useStore(store, (state) => state.jobProblem);
  const { failed = 0, accepted = 0, unknown = 0 } = job?.receipt?.summary ?? {};
  const whole = failed + accepted + unknown === 0;
  const tone = job?.state === 'done' ? (whole ? 'good' : 'warn') : job?.state === 'failed' ? 'bad' : 'info';
  return (
    <div class="view view-job">
      <header class="view-head">
        <h1>{job ? say('jobTitle', { time: dateTime(job.created, lang) }) : say('job')}</h1>
        {job && (
          <Badge tone={tone}>
            <span data-test="job-state" data-state={job.state}>
              {named(say, 'jobState_', job.state)}
            </span>
          </Badge>
        )}
      </header>
      <ProblemNotice problem={problem} />
      {job?.error && <ProblemNotice problem={{ remedy: '', ...job.error, more: job.error }} />}
      {job?.state === 'awaiting-approval' && <Waiting job={job} />}
      {job && !job.finished && <Progress job={job} />}
      {job?.receipt ? <ReceiptView job={job} receipt={job.receipt} /> : job && <LiveImages />}
      {job && <Events />}
    </div>
  );
}
