import { useEffect } from 'preact/hooks';

import { readJobs } from '../api/jobs.js';
import { hashOf } from '../api/route.js';
import { Badge, Icon, ProblemNotice, useLang } from '../parts/basics.tsx';
import { store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { dateTime } from '../words/time.js';
import { named, useSay } from '../words/words.js';

const TONES: Record<string, string> = {
  done: 'good',
  failed: 'bad',
  running: 'info',
  interrupted: 'warn',
  'awaiting-approval': 'warn',
};

function JobLine({ job }: { job: any }) {
  const say = useSay();
  const lang = useLang();
  return (
    <tr data-id={job.id}>
      <td>
        <a href={hashOf(job.kind === 'plan' ? 'plans' : 'jobs', job.id)}>{dateTime(job.created, lang)}</a>
      </td>
      <td>{named(say, 'kind_', job.kind)}</td>
      <td>
        <Badge tone={TONES[job.state] ?? 'plain'}>{named(say, 'jobState_', job.state)}</Badge>
      </td>
      <td class="end">{job.count ?? '–'}</td>
      <td>{job.regions.join(', ')}</td>
      <td>{job.operator}</td>
      <td>{job.finished ? dateTime(job.finished, lang) : '–'}</td>
    </tr>
  );
}

export function JobsView() {
  const say = useSay();
  const jobs = useStore(store, (state) => state.jobs);
  const problem = useStore(store, (state) => state.jobProblem);
  useEffect(() => void readJobs(), []);
  return (
    <div class="view">
      <header class="view-head">
        <h1>{say('jobsTitle')}</h1>
        <p class="quiet">{say('jobsText')}</p>
        <button type="button" class="button" onClick={() => void readJobs()}>
          <Icon name="reload" /> {say('reload')}
        </button>
      </header>
      <ProblemNotice problem={problem} />
      {jobs.length === 0 ? (
        <p class="alone">{say('noJobs')}</p>
      ) : (
        <div class="card scroll-x" tabIndex={0} role="region" aria-label={say('jobsTitle')}>
          <table class="list list-lines">
            <thead>
              <tr>
                <th scope="col">{say('started')}</th>
                <th scope="col">{say('kind')}</th>
                <th scope="col">{say('state')}</th>
                <th scope="col" class="end">
                  {say('imagesCount')}
                </th>
                <th scope="col">{say('regions')}</th>
                <th scope="col">{say('by')}</th>
                <th scope="col">{say('finished')}</th>
              </tr>
            </thead>
            <tbody>
              {jobs.map((job) => (
                <JobLine key={job.id} job={job} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
