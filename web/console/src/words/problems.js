// What the worker refuses, in Chinese; in English its own words are shown.

/** @typedef {import('../store/state.js').Problem} Problem */

/** @type {Record<string, [message: string, remedy: string]>} */
const ZH = {
  'not-authenticated': ['未登录或令牌无效', '请使用管理员提供的令牌重新登录'],
  'login-too-old': ['登录已超过五分钟', '请再次登录后确认'],
  'not-operator': ['此操作需要操作员角色', '请联系操作员'],
  'apply-not-allowed': ['此 Worker 只生成计划，不删除', '其所有者可将 ALLOW_APPLY 设为 "true"'],
  'region-not-allowed': ['该地域不在允许列表中', '请选择其他地域（ALLOWED_REGIONS）'],
  'seal-expired': ['计划已过期', '请重新生成计划'],
  'seal-invalid': ['计划与其封印不符', '请重新生成计划'],
  'not-confirmed': ['输入的地域或数量与计划不符', '请核对计划后重新输入'],
  'nothing-to-delete': ['此计划不删除任何镜像', '请生成其他计划'],
  'over-guard': ['保护规则拒绝了此计划', '请减少选择的镜像'],
  'already-applied': ['此计划已确认过', '请查看该任务，或重新生成计划'],
  'daily-limit': ['已达到今日删除上限', '请等到次日（UTC），或提高 MAX_DELETES_PER_DAY'],
  'own-approval': ['第二次同意须由另一位操作员给出', '请联系其他操作员'],
  'not-awaiting': ['该任务已不再等待同意', '请查看该任务'],
  'no-such-job': ['没有此任务', '请查看任务列表'],
  busy: ['请求过多', '请稍后再试'],
  throttled: ['服务端限流', '请稍后再试'],
  'timed-out': ['等待超时', '请重试'],
  'invalid-parameter': ['参数无效', '请修改标出的规则'],
  permission: ['Worker 的密钥没有权限', '请为该密钥授权'],
  authentication: ['Worker 的密钥无效', '请检查 Worker 的密钥'],
  clock: ['Worker 的时钟不准', '请校准 Worker 的时钟'],
  'not-configured': ['此 Worker 尚未配置', '请参阅其 README.md'],
  internal: ['发生内部错误', '请重试；原因见日志'],
};

/** @param {Problem} problem @param {'en' | 'zh'} lang @param {import('./words.js').Say} say */
export function problemWords({ code, message, remedy, more }, lang, say) {
  if (code === 'network') return { message: say('network'), remedy: '' };
  const known = lang === 'zh' ? ZH[code] : undefined;
  const where = more?.where ? ` (${more.where})` : '';
  return { message: known ? known[0] + where : message || code, remedy: known ? known[1] : remedy };
}
