#include "words/errors.hpp"

#include <algorithm>
#include <array>

#include "cvm/answer.hpp"
#include "output/text.hpp"

namespace cvm::cli::words {
namespace {

struct ErrorWords {
  ErrorCode code;
  Phrase title;
  Phrase remedy;
};

constexpr auto error_words = std::to_array<ErrorWords>({
    {ErrorCode::invalid_parameter,
     {"not valid", "参数无效"},
     {"Nothing was sent. Correct it and run the command again.", "未发送任何请求。请更正后重新运行。"}},
    {ErrorCode::invalid_region,
     {"the region is not valid", "地域无效"},
     {"Nothing was sent. `cvm-images regions` lists the regions.",
      "未发送任何请求。可用 `cvm-images regions` 查看地域。"}},
    {ErrorCode::invalid_endpoint,
     {"the endpoint is not valid", "接入地址无效"},
     {"Nothing was sent. Write a host, or https://host:port; http:// is for this machine only.",
      "未发送任何请求。请写主机名或 https://host:port；http:// 仅限本机。"}},
    {ErrorCode::invalid_credential,
     {"the key is not valid", "密钥格式无效"},
     {"Nothing was sent. Look for blanks or line ends that were copied along with the key.",
      "未发送任何请求。请检查复制密钥时是否带入了空格或换行。"}},
    {ErrorCode::invalid_timestamp,
     {"the instant is not valid", "时间无效"},
     {"Nothing was sent. Look at this machine's clock, or at --timestamp (Unix seconds, 1970 to 2099).",
      "未发送任何请求。请检查本机时钟，或 --timestamp（Unix 秒，1970 至 2099 年）。"}},
    {ErrorCode::request_too_large,
     {"the request is too large", "请求过大"},
     {"Nothing was sent. Split it, or use --method POST.", "未发送任何请求。请拆分请求，或使用 --method POST。"}},
    {ErrorCode::no_credential,
     {"there is no key", "没有密钥"},
     {"Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or use --profile. `cvm-images doctor` shows what is "
      "found where.",
      "请设置 TENCENTCLOUD_SECRET_ID 和 TENCENTCLOUD_SECRET_KEY，或使用 --profile。`cvm-images doctor` "
      "会显示密钥的来源。"}},
    {ErrorCode::credential_unavailable,
     {"the key could not be had", "无法取得密钥"},
     {"Repair the source that is named, or choose another with --profile.",
      "请修复上述密钥来源，或用 --profile 指定其他来源。"}},
    {ErrorCode::not_sent,
     {"no connection", "无法连接"},
     {"Nothing left this machine. Look at the network, the proxy (--proxy), the certificates (--cacert) and the "
      "endpoint.",
      "请求没有离开本机。请检查网络、代理（--proxy）、证书（--cacert）和接入地址。"}},
    {ErrorCode::lost,
     {"no answer", "未收到应答"},
     {"The connection broke, or no answer came in time. Look at the network, or try again later.",
      "连接中断或未及时应答。请检查网络，或稍后重试。"}},
    {ErrorCode::timed_out,
     {"out of time", "超时"},
     {"Give it longer with --timeout, or try again later.", "请用 --timeout 延长时间，或稍后重试。"}},
    {ErrorCode::cancelled,
     {"interrupted", "已中断"},
     {"Run the command again when you want to go on.", "需要继续时请重新运行该命令。"}},
    {ErrorCode::http_status,
     {"not the service's answer", "应答的 HTTP 状态异常"},
     {"Something on the way (a proxy, a gateway) may have answered. Look at --endpoint and --proxy, or try later.",
      "可能是途中的代理或网关作出的应答。请检查 --endpoint 和 --proxy，或稍后重试。"}},
    {ErrorCode::malformed_answer,
     {"the answer cannot be read", "应答无法解析"},
     {"Something on the way may have changed it. Look at --endpoint and --proxy, or try later.",
      "应答可能在途中被改动。请检查 --endpoint 和 --proxy，或稍后重试。"}},
    {ErrorCode::answer_too_large,
     {"the answer is too large", "应答过大"},
     {"Ask for less at once (Limit, Filters).", "请减少一次查询的数量（Limit、Filters）。"}},
    {ErrorCode::throttled,
     {"too many requests", "请求过于频繁"},
     {"Other programs may use the same account. Try later, or lower --rate.",
      "可能有其他程序在使用同一账号。请稍后重试，或降低 --rate。"}},
    {ErrorCode::authentication,
     {"the key was refused", "密钥被拒绝"},
     {"`cvm-images doctor` shows which key is used and where it comes from.",
      "`cvm-images doctor` 会显示所用的密钥及其来源。"}},
    {ErrorCode::clock,
     {"the clock is wrong", "时钟不准"},
     {"Set this machine's clock; `cvm-images doctor` says by how much it is off.",
      "请校准本机时钟；`cvm-images doctor` 会显示偏差。"}},
    {ErrorCode::permission,
     {"no permission", "没有权限"},
     {"Grant the action to this key in CAM. `cvm-images doctor` lists what is missing.",
      "请在访问管理（CAM）中授予该操作的权限。`cvm-images doctor` 会列出缺少的权限。"}},
    {ErrorCode::service,
     {"the service refused", "服务端拒绝"},
     {"The service's own words say why.", "原因见服务端的说明。"}},
    {ErrorCode::refused, {"refused", "已拒绝"}, {"Nothing was changed.", "未做任何更改。"}},
    {ErrorCode::misuse,
     {"a fault in cvm-images", "cvm-images 内部错误"},
     {"Please report it with the output of -v.", "请附上 -v 的输出并反馈。"}},
    {ErrorCode::internal,
     {"a fault in cvm-images", "cvm-images 内部错误"},
     {"Please report it with the output of -v.", "请附上 -v 的输出并反馈。"}},
});
static_assert(error_words.size() == static_cast<std::size_t>(ErrorCode::internal) + 1);

constexpr Phrase ambiguous_remedy{"The request may have been carried out. Look before you repeat it.",
                                  "请求可能已被执行。重试前请先查看。"};

struct ServiceWords {
  std::string_view group;
  Phrase remedy;
};

// The longer spelling first.
constexpr auto by_service_code = std::to_array<ServiceWords>({
    {"AuthFailure.SecretIdNotFound",
     {"The SecretId does not exist, is off, or was mistyped: mind blanks around it.",
      "SecretId 不存在、已停用或输入有误：请注意首尾空格。"}},
    {"AuthFailure.InvalidSecretId",
     {"This is no cloud API key: make one under CAM, Access Keys.",
      "这不是云 API 密钥：请在访问管理的访问密钥中创建。"}},
    {"AuthFailure.SignatureFailure",
     {"The SecretKey does not belong to the SecretId, or a proxy changed the request.",
      "SecretKey 与 SecretId 不匹配，或代理改动了请求。"}},
    {"AuthFailure.TokenFailure",
     {"The session token is wrong or has expired: fetch new temporary keys.",
      "临时令牌有误或已过期：请重新获取临时密钥。"}},
    {"AuthFailure.MFAFailure", {"This key needs a second factor.", "该密钥需要多因素验证。"}},
    {"InvalidImageId.NotFound",
     {"The image is gone, or is in another region. `cvm-images list -r all` shows where.",
      "镜像已不存在，或在其他地域。可用 `cvm-images list -r all` 查看。"}},
    {"InvalidImageId.Malformed", {"Image ids look like img-34vaef8f.", "镜像 ID 形如 img-34vaef8f。"}},
    {"InvalidImageId.InShared",
     {"End the sharing first (ModifyImageSharePermission, CANCEL).",
      "请先取消共享（ModifyImageSharePermission，CANCEL）。"}},
    {"InvalidImageId.InUse",
     {"Something is being made from it: wait until that is done.", "镜像正在使用中：请等待完成。"}},
    {"InvalidImageId.IncorrectState", {"Wait until the image's state is NORMAL.", "请等待镜像状态变为 NORMAL。"}},
    {"MutexOperation.TaskRunning",
     {"Another operation is under way on it: try later.", "该资源有操作正在进行：请稍后重试。"}},
    {"UnsupportedRegion", {"The action does not exist in that region.", "该地域不支持此操作。"}},
    {"InvalidAction",
     {"Look at the action's name, --service and --version.", "请检查操作名、--service 和 --version。"}},
    {"NoSuchVersion", {"Look at --version (a date such as 2017-03-12).", "请检查 --version（日期，如 2017-03-12）。"}},
    {"NoSuchProduct", {"Look at --service.", "请检查 --service。"}},
    {"IpNotInWhitelist", {"The key may not be used from this address.", "该密钥不允许从此 IP 使用。"}},
    {"IpInBlacklist", {"This address is on the service's black list.", "此 IP 已被列入黑名单。"}},
});

const ErrorWords& words_of(ErrorCode code) noexcept {
  const auto* found =
      std::find_if(error_words.begin(), error_words.end(), [code](const ErrorWords& one) { return one.code == code; });
  return found != error_words.end() ? *found : error_words.back();
}

}  // namespace

std::string_view title(ErrorCode code, Language language) noexcept { return words_of(code).title.in(language); }

std::string_view remedy(const Error& error, Language language) noexcept {
  if (error.ambiguous) return ambiguous_remedy.in(language);
  for (const ServiceWords& one : by_service_code) {
    if (in_code_group(error.service_code, one.group)) return one.remedy.in(language);
  }
  return words_of(error.code).remedy.in(language);
}

std::string explain(const Error& error, Language language) {
  std::string text = say(language, "cvm-images: {}", "cvm-images：{}", title(error.code, language));
  const bool named = error.message.find(error.where) != std::string::npos;
  if (!error.where.empty() && !named) text += say(language, " ({})", "（{}）", visible(error.where));
  // Where the service said something, its words are better than the core's for the whole class of errors.
  if (!error.message.empty() && error.service_code.empty())
    text += say(language, ": {}", "：{}", visible(error.message));
  if (!error.service_code.empty() || !error.service_message.empty()) {
    const std::string id = error.request_id.empty() ? "" : fmt::format(" [RequestId {}]", visible(error.request_id));
    text += say(language, "\n  the service says {}: {}{}", "\n  服务端返回 {}：{}{}", visible(error.service_code),
                visible(error.service_message), id);
  }
  return text + "\n  " + std::string(remedy(error, language));
}

std::string not_scanned(std::string_view region, const Error& error, Language language) {
  return say(language, "{}: not scanned: {} → {}", "{}：未扫描：{} → {}", visible(region), brief(error, language),
             remedy(error, language));
}

std::string brief(const Error& error, Language language) {
  const bool by_service = !error.service_code.empty();
  const std::string name = by_service ? visible(error.service_code) : std::string(title(error.code, language));
  const std::string more = visible(by_service ? error.service_message : error.message);
  return more.empty() ? name : say(language, "{}: {}", "{}：{}", name, more);
}

}  // namespace cvm::cli::words
