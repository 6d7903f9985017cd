import { useEffect } from 'preact/hooks';

import { hashOf } from './api/route.js';
import { signOut } from './api/session.js';
import { Select, useLang } from './parts/basics.tsx';
import { scan } from './scan/scan.js';
import { store } from './store/state.js';
import { useStore } from './store/store.js';
import { ImagesView } from './views/images.tsx';
import { JobView } from './views/job.tsx';
import { JobsView } from './views/jobs.tsx';
import { PlanView } from './views/plan.tsx';
import { RequestsView } from './views/requests.tsx';
import { RulesView } from './views/rules.tsx';
import { SignIn } from './views/sign-in.tsx';
import { useSay, type Word } from './words/words.js';

const NAV: { view: string; word: Word; also: string[] }[] = [
  { view: 'images', word: 'images', also: [] },
  { view: 'rules', word: 'rules', also: [] },
  { view: 'jobs', word: 'jobs', also: ['plans'] },
  { view: 'requests', word: 'requests', also: [] },
];

function View() {
  const { view, id } = useStore(store, ({ route }) => route);
  if (view === 'rules') return <RulesView />;
  if (view === 'plans' && id) return <PlanView key={id} id={id} />;
  if (view === 'jobs' && id) return <JobView key={id} id={id} />;
  if (view === 'jobs' || view === 'plans') return <JobsView />;
  if (view === 'requests') return <RequestsView />;
  return <ImagesView />;
}

function Navigation() {
  const say = useSay();
  const { view } = useStore(store, ({ route }) => route);
  return (
    <nav class="nav" aria-label={say('navigation')}>
      {NAV.map(({ view: to, word, also }) => (
        <a key={to} href={hashOf(to)} aria-current={to === view || also.includes(view) ? 'page' : undefined}>
          {say(word)}
        </a>
      ))}
    </nav>
  );
}

function Preferences() {
  const say = useSay();
  const lang = useLang();
  const theme = useStore(store, (state) => state.theme);
  return (
    <div class="preferences">
      <Select
        compact
        label={say('language')}
        value={lang}
        options={[
          ['en', 'English'],
          ['zh', '中文'],
        ]}
        onChange={(value) => store.set({ lang: value as 'en' | 'zh' })}
      />
      <Select
        compact
        label={say('theme')}
        value={theme}
        options={[
          ['auto', say('themeAuto')],
          ['light', say('themeLight')],
          ['dark', say('themeDark')],
        ]}
        onChange={(value) => store.set({ theme: value as 'auto' | 'light' | 'dark' })}
      />
    </div>
  );
}

function Who() {
  const say = useSay();
  const session = useStore(store, (state) => state.session);
  const account = useStore(store, (state) => state.account);
  if (!session) return null;
  return (
    <div class="who">
      <span class="who-account">
        {say('account')} <strong>{account ?? say('accountUnknown')}</strong>
      </span>
      <span class="who-name" title={say('regionsAllowed', { list: session.regions.join(', ') })}>
        {say('signedInAs', { name: session.name, role: say(session.role) })}
      </span>
      {session.via === 'session' && (
        <button type="button" class="button button-quiet" onClick={() => void signOut()}>
          {say('signOut')}
        </button>
      )}
    </div>
  );
}

/** Regions are read when somebody is there to see them, and again when others are chosen. */
function useScanning() {
  const signedIn = useStore(store, (state) => state.signedIn);
  const regions = useStore(store, (state) => state.regions);
  useEffect(() => {
    const { scanStatus, scans } = store.get();
    const others = regions.join() !== Object.keys(scans).join();
    if (signedIn === 'in' && (scanStatus === 'idle' || others)) scan();
  }, [signedIn, regions]);
}

export function App() {
  const say = useSay();
  const signedIn = useStore(store, (state) => state.signedIn);
  const said = useStore(store, (state) => state.said);
  useScanning();
  const skip = (event: Event) => {
    event.preventDefault();
    document.getElementById('content')?.focus();
  };
  return (
    <>
      <a class="skip" href="#content" onClick={skip}>
        {say('skip')}
      </a>
      <header class="top">
        <div class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <rect width="32" height="32" rx="7" />
            <path d="M8 11.5 16 7l8 4.5-8 4.5z" class="mark" />
            <path d="m8 16 8 4.5 8-4.5M8 20.5 16 25l8-4.5" class="mark-line" />
          </svg>
          <span>{say('product')}</span>
        </div>
        {signedIn === 'in' && <Navigation />}
        <div class="top-end">
          {signedIn === 'in' && <Who />}
          <Preferences />
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        {signedIn === 'in' ? <View /> : <SignIn />}
      </main>
      <div class="unseen" role="status">
        {said}
      </div>
    </>
  );
}
