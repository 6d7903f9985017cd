// What is known of one image, as a list of terms; for the drawer of the table and the rows of plans.
import type { ComponentChildren } from 'preact';

import type { Reason } from '../store/state.js';
import { nameOf, reasonText, remedyText } from '../words/reasons.js';
import { useSay } from '../words/words.js';
import { Badge, useLang } from './basics.tsx';

export function Facts({ list }: { list: [term: string, value: ComponentChildren][] }) {
  return (
    <dl class="facts">
      {list.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const TONES: Record<string, string> = { delete: 'bad', keep: 'good', block: 'plain', unknown: 'warn' };

export function Verdict({ verdict }: { verdict: string }) {
  const say = useSay();
  const words = {
    delete: 'verdictDelete',
    keep: 'verdictKeep',
    block: 'verdictBlock',
    unknown: 'verdictUnknown',
  } as const;
  return (
    <Badge tone={TONES[verdict] ?? 'plain'}>{say(words[verdict as keyof typeof words] ?? 'verdictUnknown')}</Badge>
  );
}

export function Reasons({ reasons }: { reasons: Reason[] }) {
  const lang = useLang();
  return (
    <ul class="reasons">
      {reasons.map((reason, i) => (
        <li key={i}>
          {reasonText(reason, lang)}
          {remedyText(reason, lang) && <span class="hint"> {remedyText(reason, lang)}</span>}
        </li>
      ))}
    </ul>
  );
}

export function Users({ references }: { references: { type: string; id: string; name: string }[] }) {
  const lang = useLang();
  const shown = references.slice(0, 100);
  return (
    <ul class="plain-list">
      {shown.map(({ type, id, name }) => (
        <li key={`${type} ${id}`}>
          <code>{id}</code> {name} <span class="quiet">{nameOf('type', type, lang)}</span>
        </li>
      ))}
      {references.length > shown.length && <li>+ {references.length - shown.length}</li>}
    </ul>
  );
}
