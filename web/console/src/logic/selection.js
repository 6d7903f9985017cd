// From the form of rules to a Selection. What a rule may say is the core's to judge: here texts become members.

/** @typedef {import('../store/state.js').RuleForm} RuleForm */
/** @typedef {import('../store/state.js').Selection} Selection */

/** @param {string} text */
const list = (text) =>
  text
    .split(/[\n,，]+/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** A number as it was typed; what is none goes to the core as it is, which says what is wrong. @param {string} text */
const number = (text) => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : /** @type {any} */ (text.trim()));

/** "30" means days, as "30d" does. @param {string} text */
const age = (text) => (/^\d+$/.test(text.trim()) ? `${text.trim()}d` : text.trim());

/** The rules, or null while none is given. @param {RuleForm} form @returns {Selection | null} */
export function selectionOf(form) {
  /** @type {Selection} */
  const selection = {};
  if (list(form.name).length > 0) selection.name = list(form.name);
  if (list(form.family).length > 0) selection.family = list(form.family);
  if (list(form.tag).length > 0) selection.tag = list(form.tag);
  if (form.state !== '') selection.state = [form.state];
  if (form.minAge.trim() !== '') selection.min_age = age(form.minAge);
  if (form.free.trim() !== '') selection.free = number(form.free);
  if (form.untilBelow.trim() !== '') selection.until_below = number(form.untilBelow);
  if (form.keepNewest.trim() !== '') {
    selection.keep_newest = number(form.keepNewest);
    const per = form.per === 'tag' ? `tag:${form.perTag.trim()}` : form.per;
    if (per !== 'region') selection.per = per;
  }
  return Object.keys(selection).length > 0 ? selection : null;
}

/** @param {Iterable<string>} ticked  keys @returns {{ regions: string[], selection: Selection }} */
export function selectionOfTicked(ticked) {
  const parts = [...ticked].map((key) => key.split(' '));
  return {
    regions: [...new Set(parts.map(([region]) => region))].sort(),
    selection: { ids: parts.map(([, id]) => id) },
  };
}
