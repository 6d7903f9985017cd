import { useState } from 'preact/hooks';

import { type Explanation, explain } from '../api/explain.js';
import { problemOf } from '../api/http.js';
import { CopyButton, ProblemNotice } from '../parts/basics.tsx';
import { Facts } from '../parts/image-facts.tsx';
import type { Problem, Request } from '../store/state.js';
import { useSay } from '../words/words.js';

function Stage({ title, text }: { title: string; text: string }) {
  return (
    <section class="stage">
      <h3>
        {title} <CopyButton text={text} name={title} />
      </h3>
      <pre tabIndex={0} aria-label={title}>
        {text}
      </pre>
    </section>
  );
}

function Stages({ shown }: { shown: Explanation }) {
  const say = useSay();
  const headers = Object.entries(shown.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <>
      <ProblemNotice problem={shown.error} />
      <Facts
        list={[
          [say('status'), shown.status === null ? '–' : `HTTP ${shown.status}`],
          [say('requestIds'), <code>{shown.request_id ?? '–'}</code>],
          [say('credentialScope'), <code>{shown.credential_scope}</code>],
        ]}
      />
      <Stage title={say('canonicalRequest')} text={shown.canonical_request} />
      <Stage title={say('stringToSign')} text={shown.string_to_sign} />
      <Stage title={say('headers')} text={`${shown.method} ${shown.url}\n${headers.join('\n')}`} />
      <Stage title={say('curlLine')} text={shown.curl} />
      <Stage title={say('answer')} text={JSON.stringify(shown.answer, null, 2)} />
    </>
  );
}

/** How the worker signs this read: it is made once more, so that the stages belong to an answer. */
export function ExplainRequest({ request }: { request: Request }) {
  const say = useSay();
  const [shown, setShown] = useState<Explanation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    setProblem(null);
    try {
      setShown(await explain(request.action, request.region, request.params));
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="explanation" data-test="explanation">
      <h2>{say('howSigned')}</h2>
      <p class="quiet">{say('howSignedText')}</p>
      <button type="button" class="button" disabled={busy} onClick={ask}>
        {say(busy ? 'pending' : 'showSigning')}
      </button>
      <ProblemNotice problem={problem} />
      {shown && <Stages shown={shown} />}
    </div>
  );
}
