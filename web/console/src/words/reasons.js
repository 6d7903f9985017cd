// Reasons, checks and problems in words, the same ones as the command's; `{…}` are the reason's arguments.
import { fill } from './words.js';

/** @typedef {import('../store/state.js').Reason} Reason */
/** @typedef {'en' | 'zh'} Lang */
/** @typedef {{ en: string, zh: string }} Phrase */

/** @type {Record<string, Phrase & { remedy?: Phrase }>} */
const REASONS = {
  'not-found': { en: '{region} has no such image', zh: '{region} 没有此镜像' },
  state: {
    en: 'state {state}: cannot be deleted',
    zh: '状态 {state}：不可删除',
    remedy: { en: 'Wait until it is NORMAL.', zh: '请等待其变为 NORMAL。' },
  },
  type: { en: '{type}: not a custom image of this account', zh: '{type}：不是本账号的自定义镜像' },
  shared: {
    en: 'shared with {count|account|accounts}: {accounts}',
    zh: '已共享给 {count} 个账号：{accounts}',
    remedy: { en: 'The plan can end the sharing first.', zh: '生成计划时可选择先取消共享。' },
  },
  'dry-run-refused': { en: 'the service would refuse: {code}', zh: '服务端预检拒绝：{code}' },
  'no-created-time': { en: 'no creation time, so no age', zh: '无创建时间，无法判断时长' },
  'created-in-future': {
    en: 'created in the future ({created}): one of the clocks is wrong',
    zh: '创建时间在将来（{created}）：有时钟不准',
  },
  'not-selected': { en: 'not selected by {rule}', zh: '未被{rule}选中' },
  'too-young': { en: 'younger than {min_age} ({age})', zh: '未满 {min_age}（{age}）' },
  newest: { en: '{rank:th} newest{group}, {keep_newest} stay', zh: '第 {rank} 新{group}，保留 {keep_newest} 个' },
  'enough-free': { en: 'not needed: older ones free enough', zh: '无需删除：更旧的镜像已足够' },
  'check-failed': {
    en: 'could not check {check}: {error}',
    zh: '无法检查{check}：{error}',
    remedy: { en: 'Read again.', zh: '请重新读取。' },
  },
  protected: {
    en: 'tag {tag} protects it',
    zh: '受标签 {tag} 保护',
    remedy: { en: 'Take the tag away if it may go.', zh: '如可删除，请移除该标签。' },
  },
  referenced: {
    en: 'used by {count} × {type}: {ids}',
    zh: '被 {count} 个{type}使用：{ids}',
    remedy: { en: 'Move its users to another image.', zh: '请将使用者改用其他镜像。' },
  },
  'family-current': {
    en: 'scaling configuration {id} starts family {family}, which is this image now',
    zh: '伸缩启动配置 {id} 使用镜像族 {family}，其当前镜像即为此镜像',
    remedy: { en: 'Put a newer image into the family.', zh: '请在镜像族中加入更新的镜像。' },
  },
  selected: { en: '{rule} {value}', zh: '{rule} {value}' },
  'old-enough': { en: '{age} old, at least {min_age}', zh: '已 {age}，不少于 {min_age}' },
  rank: { en: '{rank:th} newest{group}', zh: '第 {rank} 新{group}' },
  'frees-quota': { en: '{place:th} oldest that can go', zh: '可删除镜像中第 {place} 旧' },
  unreferenced: { en: 'no references', zh: '无引用' },
  unshare: { en: 'sharing with {accounts} ends first', zh: '将先取消对 {accounts} 的共享' },
  'allowed-referenced': { en: 'allowed although it is used', zh: '虽被使用，已允许' },
  'allowed-protected': { en: 'allowed although tag {tag} protects it', zh: '虽受标签 {tag} 保护，已允许' },
  changed: {
    en: 'changed since the plan: {what}',
    zh: '计划后发生变化：{what}',
    remedy: { en: 'Make a new plan.', zh: '请重新生成计划。' },
  },
  'already-gone': { en: 'was gone already', zh: '此前已不存在' },
  cancelled: { en: 'stopped: not sent', zh: '已停止：未发送' },
  expired: { en: 'the plan expired during the run', zh: '运行期间计划已过期' },
  refused: { en: 'the service refused: {code}', zh: '服务端拒绝：{code}' },
  'still-visible': {
    en: 'accepted, but still visible',
    zh: '已受理，但仍可见',
    remedy: { en: 'Look again later.', zh: '请稍后再查看。' },
  },
  'not-sent': { en: 'no request could be made; the image is still there', zh: '未能发出请求，镜像仍然存在' },
  'no-answer': {
    en: 'may have been deleted: no read could tell',
    zh: '可能已删除：无法确认',
    remedy: { en: 'Look before you repeat.', zh: '重试前请先查看。' },
  },
  'unshare-failed': { en: 'its sharing could not be ended', zh: '未能取消共享' },
  'max-delete': {
    en: '{count} images would go, {max} at most may',
    zh: '将删除 {count} 个镜像，上限为 {max} 个',
    remedy: {
      en: 'Raise the limit if all of them are meant, or choose fewer.',
      zh: '如确需全部删除，请提高上限；否则请缩小范围。',
    },
  },
  'max-percent': {
    en: '{count} of {of} images of {region} would go, {max} % at most may',
    zh: '{region} 的 {of} 个镜像中将删除 {count} 个，上限为 {max}%',
    remedy: {
      en: 'Raise the limit if all of them are meant, or choose fewer.',
      zh: '如确需全部删除，请提高上限；否则请缩小范围。',
    },
  },
};

/** @type {Record<string, Record<string, Phrase>>} */
const NAMES = {
  type: {
    instance: { en: 'instance', zh: '实例' },
    'launch-template-version': { en: 'launch template version', zh: '启动模板版本' },
    'launch-configuration': { en: 'scaling configuration', zh: '伸缩启动配置' },
    'launch-configuration-family': { en: 'scaling configuration, by family', zh: '按镜像族的伸缩启动配置' },
    PRIVATE_IMAGE: { en: 'custom', zh: '自定义' },
    SHARED_IMAGE: { en: 'shared to us', zh: '他人共享' },
    PUBLIC_IMAGE: { en: 'public', zh: '公共' },
    MARKET_IMAGE: { en: 'marketplace', zh: '市场' },
  },
  rule: {
    id: { en: 'chosen', zh: '已选择' },
    name: { en: 'name', zh: '名称' },
    'name-regex': { en: 'name pattern', zh: '名称模式' },
    tag: { en: 'tag', zh: '标签' },
    family: { en: 'family', zh: '镜像族' },
    state: { en: 'state', zh: '状态' },
    all: { en: 'all images', zh: '全部镜像' },
  },
  what: {
    name: { en: 'name', zh: '名称' },
    state: { en: 'state', zh: '状态' },
    type: { en: 'type', zh: '类型' },
    family: { en: 'family', zh: '镜像族' },
    snapshots: { en: 'snapshots', zh: '快照' },
    created: { en: 'creation time', zh: '创建时间' },
    tags: { en: 'tags', zh: '标签' },
    sharing: { en: 'sharing', zh: '共享' },
  },
  check: {
    images: { en: 'images', zh: '镜像' },
    instances: { en: 'instances', zh: '实例' },
    'launch-templates': { en: 'launch template versions', zh: '启动模板版本' },
    'launch-configurations': { en: 'scaling configurations', zh: '伸缩启动配置' },
    families: { en: 'families', zh: '镜像族' },
    sharing: { en: 'sharing', zh: '共享' },
    quota: { en: 'quota', zh: '配额' },
    snapshots: { en: 'snapshots', zh: '快照' },
    'dry-run': { en: 'server dry run', zh: '服务端预检' },
    'template-versions': { en: 'older launch template versions', zh: '启动模板的旧版本' },
    tke: { en: 'TKE', zh: 'TKE' },
    batch: { en: 'Batch', zh: 'Batch' },
    thpc: { en: 'THPC', zh: 'THPC' },
    tsf: { en: 'TSF', zh: 'TSF' },
  },
};

/** @param {string} kind @param {string} name @param {Lang} lang */
export const nameOf = (kind, name, lang) => NAMES[kind]?.[name]?.[lang] ?? name;

/** @param {Reason} reason @param {Lang} lang */
export function reasonText({ code, args }, lang) {
  const phrase = REASONS[code];
  if (!phrase) return code;
  /** @type {Record<string, string>} */
  const shown = { value: '', group: '' };
  for (const [name, value] of Object.entries(args)) shown[name] = nameOf(name, value, lang);
  if (args.rule === 'id') shown.value = '';
  if (shown.group) shown.group = lang === 'zh' ? `（${shown.group}）` : ` of ${shown.group}`;
  return fill(phrase[lang], shown).trim();
}

/** @param {Reason} reason @param {Lang} lang */
export const remedyText = ({ code }, lang) => REASONS[code]?.remedy?.[lang] ?? '';

/** With what to do about it, as a sentence. @param {Reason} reason @param {Lang} lang */
export const reasonSentence = (reason, lang) =>
  lang === 'zh'
    ? `${reasonText(reason, lang)}。${remedyText(reason, lang)}`
    : `${reasonText(reason, lang)}. ${remedyText(reason, lang)}`;

/** @param {Reason[]} reasons @param {Lang} lang */
export const reasonsText = (reasons, lang) =>
  reasons.map((reason) => reasonText(reason, lang)).join(lang === 'zh' ? '；' : '; ');
