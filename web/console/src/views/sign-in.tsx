import { useEffect, useRef, useState } from 'preact/hooks';

import { problemOf } from '../api/http.js';
import { signIn } from '../api/session.js';
import { Field, Notice, ProblemNotice } from '../parts/basics.tsx';
import { type Problem, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { useSay } from '../words/words.js';

/** Takes a token and forgets it. */
export function TokenForm({ label, button, done }: { label: string; button: string; done?: () => void }) {
  const say = useSay();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (token.trim() === '' || busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await signIn(token.trim());
      done?.();
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setToken('');
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} class="stack">
      <Field label={label}>
        {(ids) => (
          <input
            {...ids}
            ref={input}
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        )}
      </Field>
      <ProblemNotice problem={problem} />
      <button type="submit" class="button button-main" disabled={busy || token.trim() === ''}>
        {busy ? say('signingIn') : button}
      </button>
    </form>
  );
}

export function SignIn() {
  const say = useSay();
  const signedIn = useStore(store, (state) => state.signedIn);
  const expired = useStore(store, (state) => state.expired);
  const problem = useStore(store, (state) => state.problem);
  if (signedIn === 'asking') return <p class="alone">{say('asking')}</p>;
  return (
    <section class="sign-in card">
      <h1>{say('signIn')}</h1>
      <p class="quiet">{say('tagline')}</p>
      {expired && <Notice tone="warn">{say('expired')}</Notice>}
      <ProblemNotice problem={problem} />
      <TokenForm label={say('token')} button={say('signIn')} />
      <p class="hint">{say('signInText')}</p>
    </section>
  );
}
