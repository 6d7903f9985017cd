// Plans and their application: jobs of the worker, which go on whether anybody looks or not.
import { keyOf } from '../scan/rows.js';
import { scan } from '../scan/scan.js';
import { store } from '../store/state.js';
import { api, ApiError, problemOf } from './http.js';

const AGAIN_MS = 1000;
const MOST_EVENTS = 500;

/** What an event says of its image. @type {Record<string, string>} */
const STATE_OF_EVENT = {
  'delete-sent': 'sent',
  'delete-accepted': 'accepted',
  'delete-unclear': 'unclear',
  'image-gone': 'gone',
  'image-kept': 'kept',
};

/** @param {string} key @param {string} action  @returns {Promise<any>} */
const post = (key, action, body = {}) => api('POST', action, body, { 'idempotency-key': key });

/** One key for each thing that is asked for once, also when the answer got lost and it is asked again. */
export const freshKey = () => crypto.randomUUID();

/** @param {{ regions: string[], selection: any, guards: any }} request @param {string} key */
export const startPlan = (request, key) => post(key, '/api/plans', request);

/** @param {any} planJob @param {{ regions: string[], count: number }} typed @param {string} key @returns {Promise<string>} the job's id */
export async function startApply({ id, plan, seal }, typed, key) {
  try {
    const job = await post(key, '/api/jobs', { plan_job: id, seal, digest: plan.digest, ...typed });
    return job.id;
  } catch (error) {
    const problem = error instanceof ApiError ? error.problem : null;
    if (problem?.code === 'already-applied' && problem.more?.job) return problem.more.job;
    throw error;
  }
}

/** @param {string} id */
export const cancelJob = (id) => api('POST', `/api/jobs/${id}/cancel`, {});

/** @param {string} id @param {{ digest: string, regions: string[], count: number }} typed */
export const approveJob = (id, typed) => api('POST', `/api/jobs/${id}/approve`, typed);

export async function readJobs() {
  try {
    store.set({ jobs: (await api('GET', '/api/jobs')).jobs, jobProblem: null });
  } catch (error) {
    store.set({ jobProblem: problemOf(error) });
  }
}

/** @type {{ id: string, stop: () => void } | null} */
let followed = null;

/** Shows a job and everything that happens to it until another one is shown. @param {string} id */
export function follow(id) {
  if (followed?.id === id && store.get().job?.id === id && !store.get().jobProblem) return;
  unfollow();
  store.set({ job: null, imageStates: new Map(), events: [], jobProblem: null });
  const run = new Following(id);
  followed = { id, stop: () => run.stop() };
  void run.look();
}

export function unfollow() {
  followed?.stop();
  followed = null;
}

/** @param {any} job */
const statesOf = (job) =>
  new Map((job.images ?? []).map((/** @type {any} */ image) => [keyOf(image.region, image.id), image.state]));

class Following {
  #stopped = false;
  /** @type {EventSource | null} */
  #source = null;
  #last = 0;
  #seenRunning = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  /** The job as a whole; the events come after it. */
  async look() {
    try {
      const job = await api('GET', `/api/jobs/${this.id}`);
      if (this.#stopped) return;
      if (job.finished && job.kind === 'apply' && this.#seenRunning) scan(); // the table still has what is gone
      this.#seenRunning = !job.finished;
      store.set({ job, imageStates: statesOf(job), jobProblem: null });
      if (job.finished) this.stop();
      else if (job.state === 'running') this.#listen();
      else this.#later(); // there is nothing to hear of before it runs
    } catch (error) {
      if (this.#stopped) return;
      const problem = problemOf(error);
      store.set({ jobProblem: problem });
      if (problem.status === 404 || problem.status === 401) this.stop();
      else this.#later();
    }
  }

  #later() {
    this.#timer = setTimeout(() => void this.look(), AGAIN_MS);
  }

  #listen() {
    this.#source?.close();
    const source = new EventSource(`/api/jobs/${this.id}/events`);
    this.#source = source;
    source.addEventListener('message', ({ data, lastEventId }) => this.#take(JSON.parse(data), Number(lastEventId)));
    source.addEventListener('end', () => {
      source.close();
      void this.look();
    });
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return; // it comes back by itself, where it was
      source.close();
      this.#later();
    });
  }

  /** @param {any} event @param {number} n */
  #take(event, n) {
    if (this.#stopped || n <= this.#last) return;
    this.#last = n;
    store.set(({ events, imageStates }) => {
      const state = STATE_OF_EVENT[event.kind];
      const told =
        state && event.image ? new Map(imageStates).set(keyOf(event.region, event.image), state) : imageStates;
      return { events: [...events, event].slice(-MOST_EVENTS), imageStates: told };
    });
  }
}
