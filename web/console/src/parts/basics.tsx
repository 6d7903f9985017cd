// Small parts that every view uses.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

import { type Problem, store } from '../store/state.js';
import { useStore } from '../store/store.js';
import { problemWords } from '../words/problems.js';
import { say as sayNow, useSay } from '../words/words.js';

export const useLang = () => useStore(store, ({ lang }) => lang);

/** Told to screen readers, once. */
export const announce = (text: string) => store.set({ said: text });

const PATHS: Record<string, string> = {
  copy: 'M5 5V3.5A1.5 1.5 0 0 1 6.5 2h6A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H11M3.5 5h6A1.5 1.5 0 0 1 11 6.5v6A1.5 1.5 0 0 1 9.5 14h-6A1.5 1.5 0 0 1 2 12.5v-6A1.5 1.5 0 0 1 3.5 5Z',
  close: 'm4 4 8 8m0-8-8 8',
  up: 'm4 10 4-4 4 4',
  down: 'm4 6 4 4 4-4',
  reload: 'M13 8a5 5 0 1 1-1.6-3.7M13 2.5V5h-2.5',
  lock: 'M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9Zm3.5-1L14 14',
};

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function Badge({ tone, children }: { tone: string; children: ComponentChildren }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

export function Notice({ tone = 'info', children }: { tone?: string; children: ComponentChildren }) {
  return <div class={`notice notice-${tone}`}>{children}</div>;
}

/** What went wrong, in words, and what to do. */
export function ProblemNotice({ problem, again }: { problem: Problem | null; again?: () => void }) {
  const say = useSay();
  const lang = useLang();
  if (!problem) return null;
  const { message, remedy } = problemWords(problem, lang, say);
  const service = problem.more?.service_code;
  return (
    <div class="notice notice-bad" role="alert">
      <p>
        <strong>{message}</strong>
      </p>
      {service && (
        <p>
          {say('serviceCode')}: <code>{service}</code> {problem.more?.service_message}
          {problem.more?.request_id && <> (RequestId {problem.more.request_id})</>}
        </p>
      )}
      {remedy && (
        <p>
          {say('whatNow')}: {remedy}
        </p>
      )}
      {again && (
        <button type="button" class="button" onClick={again}>
          {say('tryAgain')}
        </button>
      )}
    </div>
  );
}

/** `name` is what is said of a text that is too long to be read out. */
export function CopyButton({ text, name = text, ...more }: { text: string; name?: string; [name: string]: any }) {
  const say = useSay();
  const copy = async () => {
    await navigator.clipboard?.writeText(text).catch(() => {});
    announce(sayNow('copied', { text: name }));
  };
  return (
    <button type="button" class="icon-button" aria-label={say('copy', { text: name })} onClick={copy} {...more}>
      <Icon name="copy" />
    </button>
  );
}

interface FieldProps {
  label: ComponentChildren;
  hint?: string;
  children: (ids: { id: string; 'aria-describedby'?: string }) => ComponentChildren;
}

let fields = 0;

/** A label, a control and what helps to fill it in. */
export function Field({ label, hint, children }: FieldProps) {
  const [id] = useState(() => `field-${(fields += 1)}`);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) })}
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: [value: string, text: string][];
  onChange: (value: string) => void;
  compact?: boolean;
}

export function Select({ label, value, options, onChange, compact }: SelectProps) {
  const control = (ids: object) => (
    <select {...ids} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
  return compact ? control({ 'aria-label': label, class: 'compact' }) : <Field label={label}>{control}</Field>;
}

interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Check({ label, hint, checked, onChange }: CheckProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        {label}
        {hint && <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

interface DialogProps {
  title: string;
  onClose: () => void;
  side?: boolean;
  danger?: boolean;
  children: ComponentChildren;
}

/** The browser's own modal dialog: it keeps the focus, closes with Escape and gives the focus back. */
export function Dialog({ title, onClose, side, danger, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const say = useSay();
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = ref.current;
    dialog?.showModal();
    return () => {
      dialog?.close(); // as long as it is open, nothing else takes the focus
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const outside = (event: MouseEvent) => event.target === ref.current && onClose();
  return (
    <dialog
      ref={ref}
      class={`dialog${side ? ' dialog-side' : ''}${danger ? ' dialog-danger' : ''}`}
      aria-labelledby="dialog-title"
      onCancel={(event) => (event.preventDefault(), onClose())}
      onMouseDown={outside}
    >
      <div class="dialog-inner">
        <header class="dialog-head">
          <h2 id="dialog-title">{title}</h2>
          <button type="button" class="icon-button" aria-label={say('close')} onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}

interface DisclosureProps {
  label: string;
  children: ComponentChildren;
}

/** A button with a small panel below it, which closes with Escape and when the focus leaves it. */
export function Disclosure({ label, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const leave = (event: FocusEvent) => {
    const to = event.relatedTarget;
    const inside = to instanceof Node && (event.currentTarget as Node).contains(to);
    if (!inside && to) setOpen(false);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
    button.current?.focus();
  };
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      const root = button.current?.parentElement;
      if (root && event.target instanceof Node && !root.contains(event.target)) setOpen(false);
    };
    document.addEventListener('pointerdown', away);
    return () => document.removeEventListener('pointerdown', away);
  }, [open]);
  return (
    <div class="disclosure" onFocusOut={leave} onKeyDown={key}>
      <button type="button" class="button" ref={button} aria-expanded={open} onClick={() => setOpen(!open)}>
        {label} <Icon name="down" />
      </button>
      {open && (
        <div class="panel" role="group" aria-label={label}>
          {children}
        </div>
      )}
    </div>
  );
}
