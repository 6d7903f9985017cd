import { useEffect, useState } from 'preact/hooks';

import { follow, unfollow } from '../api/jobs.js';
import { hashOf } from '../api/route.js';
import { download } from '../logic/files.js';
import { deletionsByRegion } from '../logic/plan.js';
import { Badge, Notice, ProblemNotice, useLang } from '../parts/basics.tsx';
import { Facts } from '../parts/image-facts.tsx';
import { JudgedList } from '../parts/judged-list.tsx';
import { Bar } from '../parts/pictures.tsx';
import { type Plan, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { nameOf, reasonSentence } from '../words/reasons.js';
import { dateTime } from '../words/time.js';
import { named, useSay } from '../words/words.js';
import { Confirm } from './confirm.tsx';

/** Follows a job of the worker as long as it is looked at. */
export function useJob(id: string) {
  useEffect(() => {
    follow(id);
    return unfollow;
  }, [id]);
  const job = useStore(store, (state) => state.job);
  return job?.id === id ? job : null;
}

function Making() {
  const say = useSay();
  const events = useStore(store, (state) => state.events);
  const checks = events.filter(({ kind }) => kind === 'checked').length;
  return (
    <section class="card" role="status">
      <p class="big">{say('planRunning')} …</p>
      <p class="quiet">{say('planChecked', { n: checks })}</p>
    </section>
  );
}

function RegionLine({ plan, region }: { plan: Plan; region: Plan['regions'][number] }) {
  const say = useSay();
  const lang = useLang();
  const count = deletionsByRegion(plan).find((one) => one.region === region.region)?.count ?? 0;
  const { used, quota } = region;
  if (region.status !== 'scanned') {
    const error = region.error as any;
    return (
      <Notice tone="bad">
        <strong>{region.region}</strong> {say('notScanned', { why: error?.service_message || error?.message || '?' })}
      </Notice>
    );
  }
  const checks = region.checked.map((one) =>
    say('checkCount', { check: nameOf('check', one.check, lang), count: one.count }),
  );
  const left = region.not_checked.map(({ check }) => nameOf('check', check, lang));
  const words = { region: region.region, before: used ?? '?', after: (used ?? 0) - count, quota: quota ?? '?' };
  return (
    <li class="plan-region">
      <span class="bars-name">{region.region}</span>
      <span class="bars-value">{say('quotaChange', words)}</span>
      {used !== null && quota !== null && (
        <Bar
          label={say('quotaPlainChange', words)}
          stays={((used - count) / quota) * 100}
          goes={(count / quota) * 100}
        />
      )}
      <p class="hint">
        {say('checked')}: {checks.join(' · ')}
        <br />
        {say('notChecked', { list: left.join(', ') })}
      </p>
    </li>
  );
}

function Summary({ job, plan }: { job: any; plan: Plan }) {
  const say = useSay();
  const lang = useLang();
  const { summary } = plan;
  const stay = summary.keep + summary.block + summary.unknown;
  return (
    <section class="card">
      <p class="big">{say('planSummary', { go: summary.delete, stay, gb: summary.size_gb })}</p>
      <ul class="bars">
        {plan.regions.map((region) => (
          <RegionLine key={region.region} plan={plan} region={region} />
        ))}
      </ul>
      <Facts
        list={[
          [say('account'), plan.account.id],
          [say('by'), job.operator],
          [say('planExpires', { time: '' }).trim(), dateTime(plan.expires, lang)],
          [say('endpoint'), plan.endpoint],
          [say('digest'), <code class="digest">{plan.digest}</code>],
        ]}
      />
    </section>
  );
}

function Made({ job, plan }: { job: any; plan: Plan }) {
  const say = useSay();
  const lang = useLang();
  const session = useStore(store, (state) => state.session);
  const [confirming, setConfirming] = useState(false);
  const expired = Date.parse(plan.expires) < Date.now();
  const ready = plan.appliable && job.seal && !expired && plan.summary.delete > 0 && session?.apply;
  return (
    <>
      {expired && <Notice tone="warn">{say('planExpired')}</Notice>}
      {session && !session.apply && session.role === 'operator' && <Notice tone="warn">{say('planOnly')}</Notice>}
      {plan.summary.delete === 0 && <Notice tone="warn">{say('planEmpty')}</Notice>}
      {plan.refused_by.map((reason) => (
        <Notice key={reason.code} tone="bad">
          <strong>{say('planRefused')}:</strong> {reasonSentence(reason, lang)}
        </Notice>
      ))}
      <Summary job={job} plan={plan} />
      <section class="card">
        <JudgedList images={plan.images} />
      </section>
      <div class="action-bar">
        <a class="button" href={hashOf('images')}>
          {say('back')}
        </a>
        <button
          type="button"
          class="button"
          onClick={() => download(`${job.id}.json`, 'application/json', JSON.stringify(plan))}
        >
          {say('planJson')}
        </button>
        {ready && (
          <button type="button" class="button button-danger" onClick={() => setConfirming(true)}>
            {say('deleteButton', { n: plan.summary.delete })}
          </button>
        )}
      </div>
      {confirming && <Confirm job={job} plan={plan} onClose={() => setConfirming(false)} />}
    </>
  );
}

export function PlanView({ id }: { id: string }) {
  const say = useSay();
  const lang = useLang();
  const job = useJob(id);
  const problem = useStore(store, (state) => state.jobProblem);
  return (
    <div class="view view-plan">
      <header class="view-head">
        <h1>{job ? say('planTitle', { time: dateTime(job.created, lang) }) : say('plan')}</h1>
        <Badge tone="info">{say('planNothing')}</Badge>
        {job && job.state !== 'done' && <Badge tone="plain">{named(say, 'jobState_', job.state)}</Badge>}
      </header>
      <ProblemNotice problem={problem} />
      {job?.error && <ProblemNotice problem={{ remedy: '', ...job.error, more: job.error }} />}
      {job && !job.finished && <Making />}
      {job?.plan && <Made job={job} plan={job.plan} />}
    </div>
  );
}
