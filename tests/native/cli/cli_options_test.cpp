#include "options.hpp"

#include <gmock/gmock.h>

namespace cvm::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CommandLine parsed(const std::vector<std::string>& arguments) {
  auto result = parse_command_line(arguments);
  if (const auto* nothing = std::get_if<NothingToRun>(&result)) {
    ADD_FAILURE() << (nothing->error ? nothing->error->message : nothing->text);
    return {};
  }
  return std::get<CommandLine>(std::move(result));
}

std::string refused(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments);
  const auto* nothing = std::get_if<NothingToRun>(&result);
  if (nothing == nullptr || !nothing->error) return "it was accepted";
  EXPECT_EQ(nothing->error->code == ErrorCode::internal, false);
  return nothing->error->message;
}

std::string text(const std::vector<std::string>& arguments) {
  const auto result = parse_command_line(arguments);
  const auto* nothing = std::get_if<NothingToRun>(&result);
  return nothing == nullptr || nothing->error ? "" : nothing->text;
}

TEST(Options, CommonOnesStandBeforeAndAfterTheSubcommand) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"-r", "ap-guangzhou", "-o", "json", "list"},
        std::vector<std::string>{"list", "-r", "ap-guangzhou", "-o", "json"}}) {
    const CommandLine line = parsed(arguments);
    EXPECT_TRUE(std::holds_alternative<ListCommand>(line.subcommand));
    EXPECT_THAT(line.common.regions, ElementsAre("ap-guangzhou"));
    EXPECT_EQ(line.common.format, Format::json);
  }
}

TEST(Options, RegionsAreRepeatedOrSeparatedAndCountOnce) {
  EXPECT_THAT(parsed({"list", "-r", "a1,b2", "-r", "c3", "--region", "a1"}).common.regions,
              ElementsAre("a1", "b2", "c3"));
}

TEST(Options, AnOptionTakesNoIds) {
  const CommandLine line = parsed({"delete", "-r", "ap-guangzhou", "img-1", "--protect-tag", "env=prod", "img-2",
                                   "--allow-protected", "img-1", "--allow-referenced", "img-2", "-q"});
  const auto& remove = std::get<DeleteCommand>(line.subcommand);
  EXPECT_THAT(remove.selection.ids, ElementsAre("img-1", "img-2"));
  EXPECT_THAT(remove.guards.allow_protected, ElementsAre("img-1"));
  ASSERT_EQ(remove.guards.protect_tags.size(), 1U);
  EXPECT_EQ(remove.guards.protect_tags[0].key, "env");
  EXPECT_EQ(remove.guards.protect_tags[0].value, "prod");
  EXPECT_THAT(line.common.regions, ElementsAre("ap-guangzhou"));
}

TEST(Options, OfDelete) {
  const auto remove = std::get<DeleteCommand>(parsed({"delete", "img-1", "--yes", "--expect-count", "1", "--settle",
                                                      "2", "--verify-timeout", "0.5", "--out", "r.json"})
                                                  .subcommand)
                          .run;
  EXPECT_TRUE(remove.consent.yes);
  EXPECT_EQ(remove.consent.expect_count, 1U);
  EXPECT_EQ(remove.settle, std::chrono::milliseconds(2000));
  EXPECT_EQ(remove.verify, std::chrono::milliseconds(500));
  EXPECT_EQ(remove.out, "r.json");
}

TEST(Options, YesAndTheNumberGoTogether) {
  EXPECT_THAT(refused({"delete", "img-1", "--yes"}), HasSubstr("--expect-count"));
  EXPECT_THAT(refused({"delete", "img-1", "--expect-count", "1"}), HasSubstr("--yes"));
}

TEST(Options, WhatIsLiftedMustBeNamed) {
  EXPECT_THAT(refused({"delete", "img-1", "--allow-referenced", "img-2"}), HasSubstr("img-2: it is not among"));
}

TEST(Options, ASelectionAsValues) {
  const auto plan = std::get<PlanCommand>(parsed({"plan",
                                                  "-r",
                                                  "a,b",
                                                  "--name",
                                                  "web-*",
                                                  "--name",
                                                  "api-*",
                                                  "--name-regex",
                                                  "^w",
                                                  "--tag",
                                                  "env=dev",
                                                  "--tag",
                                                  "team",
                                                  "--family",
                                                  "web",
                                                  "--state",
                                                  "NORMAL",
                                                  "--per",
                                                  "tag:role",
                                                  "--free",
                                                  "5",
                                                  "--min-age",
                                                  "30d",
                                                  "--until-below",
                                                  "80%",
                                                  "--keep-newest",
                                                  "3",
                                                  "--all",
                                                  "--out",
                                                  "p.json",
                                                  "--detailed-exitcode"})
                                              .subcommand);
  const Selection& selection = plan.selection;
  EXPECT_THAT(selection.names, ElementsAre("web-*", "api-*"));
  EXPECT_EQ(selection.name_regex, "^w");
  EXPECT_THAT(selection.tags, ElementsAre(TagRule{"env", "dev"}, TagRule{"team", std::nullopt}));
  EXPECT_THAT(selection.families, ElementsAre("web"));
  EXPECT_THAT(selection.states, ElementsAre("NORMAL"));
  EXPECT_EQ(selection.min_age_s, 30 * 86'400);
  EXPECT_EQ(selection.keep_newest, 3);
  EXPECT_EQ(selection.per, (Grouping{GroupKind::tag, "role"}));
  EXPECT_EQ(selection.free, 5);
  EXPECT_EQ(selection.until_below, 80);
  EXPECT_TRUE(selection.all);
  EXPECT_EQ(plan.out, "p.json");
  EXPECT_TRUE(plan.detailed_exitcode);
}

TEST(Options, GuardsAsValues) {
  const auto plan = std::get<PlanCommand>(
      parsed({"plan", "--all", "--max-delete", "20", "--max-percent", "75%", "--protect-tag", "prod", "--unshare",
              "--with-snapshots", "--server-dry-run", "--refs", "all", "--allow-referenced", "img-1"})
          .subcommand);
  EXPECT_EQ(plan.guards.max_delete, 20);
  EXPECT_EQ(plan.guards.max_percent, 75);
  EXPECT_THAT(plan.guards.protect_tags, ElementsAre(TagRule{"prod", std::nullopt}));
  EXPECT_THAT(plan.guards.allow_referenced, ElementsAre("img-1"));
  EXPECT_TRUE(plan.guards.unshare);
  EXPECT_TRUE(plan.guards.with_snapshots);
  EXPECT_TRUE(plan.guards.server_dry_run);
  EXPECT_TRUE(plan.guards.refs.all_versions);
}

TEST(Options, OfApply) {
  const auto apply = std::get<ApplyCommand>(
      parsed({"apply", "p.json", "--journal", "j", "--resume", "--yes", "--expect-count", "2"}).subcommand);
  EXPECT_EQ(apply.plan, "p.json");
  EXPECT_EQ(apply.journal, "j");
  EXPECT_TRUE(apply.resume);
  EXPECT_EQ(apply.run.consent.expect_count, 2U);
  EXPECT_THAT(refused({"apply"}), HasSubstr("PLAN"));
  EXPECT_THAT(refused({"apply", "p.json", "--name", "x"}), HasSubstr("--name"));
}

TEST(Options, OfListAndRefs) {
  EXPECT_EQ(std::get<ListCommand>(parsed({"list"}).subcommand).filter, Selection{});
  const auto list = std::get<ListCommand>(parsed({"list", "--name", "web-*", "--min-age", "12h"}).subcommand);
  EXPECT_THAT(list.filter.names, ElementsAre("web-*"));
  EXPECT_EQ(list.filter.min_age_s, 12 * 3600);
  EXPECT_THAT(refused({"list", "--keep-newest", "3"}), HasSubstr("--keep-newest"));
  const auto refs = std::get<RefsCommand>(parsed({"refs", "img-1", "img-2", "--refs", "instances"}).subcommand);
  EXPECT_THAT(refs.ids, ElementsAre("img-1", "img-2"));
  EXPECT_TRUE(refs.refs.instances);
  EXPECT_FALSE(refs.refs.scaling);
  EXPECT_THAT(refused({"refs"}), HasSubstr("IMAGE_ID"));
}

TEST(Options, ASelectionHasToBeMade) {
  for (const char* subcommand : {"plan", "delete"}) {
    const std::string message = refused({subcommand, "-r", "ap-guangzhou", "--max-delete", "3"});
    EXPECT_THAT(message, HasSubstr("no image is selected"));
    EXPECT_THAT(message, HasSubstr("IMAGE_ID"));
    EXPECT_THAT(message, HasSubstr("--all"));
  }
}

TEST(Options, BadRulesAreNamedByTheirOption) {
  EXPECT_THAT(refused({"plan", "--min-age", "30"}), HasSubstr("--min-age"));
  EXPECT_THAT(refused({"plan", "--keep-newest", "0"}), HasSubstr("--keep-newest"));
  EXPECT_THAT(refused({"plan", "--keep-newest", "x"}), HasSubstr("--keep-newest"));
  EXPECT_THAT(refused({"plan", "--until-below", "101%"}), HasSubstr("--until-below"));
  EXPECT_THAT(refused({"plan", "--until-below", "0"}), HasSubstr("--until-below"));
  EXPECT_THAT(refused({"plan", "--free", "0"}), HasSubstr("--free"));
  EXPECT_THAT(refused({"plan", "--name-regex", "("}), HasSubstr("--name-regex"));
  EXPECT_THAT(refused({"plan", "--name", "[a"}), HasSubstr("--name"));
  EXPECT_THAT(refused({"plan", "--tag", "=x"}), HasSubstr("--tag"));
  EXPECT_THAT(refused({"plan", "--all", "--per", "family"}), HasSubstr("--keep-newest"));
  EXPECT_THAT(refused({"plan", "--keep-newest", "1", "--per", "colour"}), HasSubstr("--per"));
  EXPECT_THAT(refused({"plan", "--all", "--refs", "moon"}), HasSubstr("--refs"));
  EXPECT_THAT(refused({"plan", "--all", "--max-percent", "200"}), HasSubstr("--max-percent"));
  EXPECT_THAT(refused({"plan", "--all", "--allow-protected", "IMG"}), HasSubstr("IMG"));
  EXPECT_THAT(refused({"plan", "IMG-1"}), HasSubstr("IMG-1"));
  EXPECT_THAT(refused({"plan", "img-1", "img-1"}), HasSubstr("img-1"));
}

TEST(Options, OfSignAndCall) {
  const auto sign = std::get<SignCommand>(parsed({"sign", "DescribeVpcs", "--service", "vpc", "--version", "2017-03-12",
                                                  "--method", "GET", "--params", "{}", "--timestamp", "1700000000"})
                                              .subcommand);
  EXPECT_EQ(sign.call.action, "DescribeVpcs");
  EXPECT_EQ(sign.call.service, "vpc");
  EXPECT_EQ(sign.call.version, "2017-03-12");
  EXPECT_EQ(sign.call.method, Method::get);
  EXPECT_EQ(sign.timestamp, 1'700'000'000);
  const auto call =
      std::get<CallCommand>(parsed({"call", "X", "--version", "1", "--yes", "--expect-count", "1"}).subcommand);
  EXPECT_EQ(call.call.version, "1");
  EXPECT_EQ(call.consent.expect_count, 1U);
}

TEST(Options, AnOptionWithoutUseIsRefused) {
  EXPECT_THAT(refused({"sign", "X", "--timeout", "3"}), HasSubstr("sign has no use for --timeout"));
  EXPECT_THAT(refused({"regions", "-r", "ap-guangzhou"}), HasSubstr("regions has no use for --region"));
  EXPECT_THAT(refused({"sign", "X", "-o", "table"}), HasSubstr("sign knows -o http"));
  EXPECT_THAT(refused({"call", "X", "-o", "csv"}), HasSubstr("call knows -o json"));
  EXPECT_THAT(refused({"list", "-o", "curl"}), HasSubstr("list knows -o table"));
  EXPECT_THAT(refused({"doctor", "-r", "a,b"}), HasSubstr("one region at a time"));
  EXPECT_THAT(refused({"call", "X", "-r", "all"}), HasSubstr("one region at a time"));
  EXPECT_THAT(refused({"apply", "plan.json", "-r", "a"}), HasSubstr("apply has no use for --region"));
  EXPECT_THAT(refused({"delete", "img-1", "--detailed-exitcode"}), HasSubstr("no use for --detailed-exitcode"));
  EXPECT_THAT(refused({"list", "-r", "all,ap-guangzhou"}), HasSubstr("stands alone"));
  EXPECT_THAT(refused({"list", "--yes"}), HasSubstr("--yes"));
}

TEST(Options, AnEmptyTextIsAVariableThatWasNotSet) {
  EXPECT_THAT(refused({"list", "--endpoint", ""}), HasSubstr("--endpoint was given an empty text"));
  EXPECT_THAT(refused({"list", "-r", ""}), HasSubstr("empty text"));
  EXPECT_THAT(refused({"delete", "", "-r", "a"}), HasSubstr("empty text"));
  EXPECT_THAT(refused({"delete", "img-1", "--out", ""}), HasSubstr("empty text"));
}

TEST(Options, ValuesAreChecked) {
  EXPECT_THAT(refused({"list", "--timeout", "0"}), HasSubstr("--timeout"));
  EXPECT_THAT(refused({"list", "--timeout", "nan"}), HasSubstr("--timeout"));
  EXPECT_THAT(refused({"list", "--timeout", "5s"}), HasSubstr("--timeout"));
  EXPECT_THAT(refused({"list", "--rate", "DescribeImages"}), HasSubstr("--rate"));
  EXPECT_THAT(refused({"list", "--rate", "DescribeImages=0"}), HasSubstr("--rate"));
  EXPECT_THAT(refused({"list", "--site", "moon"}), HasSubstr("--site"));
  EXPECT_THAT(refused({"list", "--lang", "fr"}), HasSubstr("--lang"));
  EXPECT_THAT(refused({"list", "--endpoint", "ftp://x"}), HasSubstr("scheme"));
  EXPECT_THAT(refused({"delete", "img-1", "--yes", "--expect-count", "-1"}), HasSubstr("--expect-count"));
  EXPECT_THAT(refused({"delete", "img-1", "--settle", "-1"}), HasSubstr("--settle"));
  EXPECT_THAT(refused({"delete"}), HasSubstr("IMAGE_ID"));
  EXPECT_EQ(parsed({"list", "--rate", "DescribeImages=5", "--timeout", "1.5"}).common.rates.at("DescribeImages"), 5);
}

TEST(Options, SecretsDoNotStandOnACommandLine) {
  EXPECT_THAT(refused({"list", "--proxy", "http://user:word@proxy:1"}), HasSubstr("HTTPS_PROXY"));
  EXPECT_THAT(refused({"list", "--secret-key", "x"}), HasSubstr("--secret-key"));
  EXPECT_EQ(refused({"list", "--proxy", "http://user:word@proxy:1"}).find("word@"), std::string::npos);
}

TEST(Options, UnknownThings) {
  EXPECT_THAT(refused({}), HasSubstr("subcommand"));
  EXPECT_THAT(refused({"lst", "-r", "a"}), HasSubstr("no subcommand lst"));
  EXPECT_THAT(refused({"list", "extra"}), HasSubstr("extra"));
  EXPECT_THAT(refused({"list", "--no-such"}), HasSubstr("See cvm-images list --help"));
}

TEST(Options, HelpAndVersion) {
  EXPECT_THAT(text({"--help"}), HasSubstr("130  interrupted"));
  for (const char* name : {"list", "plan", "apply", "delete", "refs", "quota", "regions", "doctor", "sign", "call"}) {
    EXPECT_THAT(text({name, "--help"}), HasSubstr(std::string("Example"))) << name;
    EXPECT_THAT(text({name, "--help"}), HasSubstr(std::string("cvm-images ") + name)) << name;
  }
  EXPECT_EQ(text({"--version"}).rfind("cvm-images ", 0), 0U);
  EXPECT_EQ(text({"list", "--version"}).rfind("cvm-images ", 0), 0U);
}

TEST(Options, JsonIsSeenOnAWrongCommandLine) {
  EXPECT_TRUE(asks_for_json({"list", "-o", "json", "--wrong"}));
  EXPECT_TRUE(asks_for_json({"--output=json"}));
  EXPECT_TRUE(asks_for_json({"-ojson"}));
  EXPECT_FALSE(asks_for_json({"list", "-o", "csv"}));
  EXPECT_FALSE(asks_for_json({"-o"}));
}

}  // namespace
}  // namespace cvm::cli
