#pragma once
// The texts of --help.

namespace cvm::cli::help {

inline constexpr auto program = R"(Find, explain, delete and prove gone: custom images of Tencent Cloud CVM.)";

inline constexpr auto program_footer = R"(
Keys come from --profile, TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY (and a token), ~/.tencentcloud/credentials,
tccli's files or the machine's role; the region from -r, TENCENTCLOUD_REGION or the profile. No option takes a secret.

Exit status
    0  done and verified
    1  usage, configuration, input that validation or the service refuses, broken standard output
    2  some images failed, or were skipped because they changed
    3  accepted, not verified in time
    4  refused by a guard, not confirmed, no image could go, or no permission
    5  no usable key, the key was refused, or the clock
    6  a scan is incomplete, the network, or it is not known whether a change was made
   10  plan --detailed-exitcode: something would be deleted
  130  interrupted; the receipt was written, and how to go on was said
  When several apply: 130, 5, 6, 2, 3.

Examples
  cvm-images list -r ap-guangzhou
  cvm-images plan -r ap-guangzhou --name 'web-*' --min-age 30d --keep-newest 3 --per family --out plan.json
  cvm-images apply plan.json
  cvm-images delete img-34vaef8f -r ap-guangzhou
  cvm-images doctor -r ap-guangzhou
)";

inline constexpr auto list_footer = R"(
Rules narrow the list: an image is shown when each kind of rule that is given fits. -v adds columns.
A region that cannot be read is shown as "not scanned" with the reason, and the exit status is 6.
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Examples
  cvm-images list -r ap-guangzhou,ap-singapore
  cvm-images list -r all --name 'web-*' --min-age 30d -o json
)";

inline constexpr auto quota_footer = R"(
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Example
  cvm-images quota -r all
)";

inline constexpr auto regions_footer = R"(
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Example
  cvm-images regions
)";

inline constexpr auto doctor_footer = R"(
Changes nothing: reads are made with harmless parameters, DeleteImages with DryRun and an id that does not exist.
Ends 0 when everything that `delete` needs works, 1 for the configuration, 4 when a permission is missing, 5 for the key
or the clock, 6 for the network.
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Example
  cvm-images doctor -r ap-guangzhou
)";

inline constexpr auto sign_footer = R"(
Sends nothing. The output holds the session token when there is one: it belongs to the request.
-o http (default: the request as text), curl (a command line) or json (every stage of the signature).

Example
  cvm-images sign DescribeImages -r ap-guangzhou --params '{"Limit":1}' -o curl
)";

inline constexpr auto call_footer = R"(
Prints the answer exactly as the service wrote it; a failure as {"error":{...}}. An action that changes something asks
before: type region and action, or give --yes --expect-count 1. DeleteImages and ModifyImageSharePermission are refused:
use delete. When it is not known whether a change was made, the exit status is 6: look before you repeat it.

Examples
  cvm-images call DescribeImages -r ap-guangzhou --params '{"Limit":1}'
  cvm-images call DescribeVpcs --service vpc --version 2017-03-12 -r ap-guangzhou
)";

inline constexpr auto plan_footer = R"(
Deletes nothing. An image is deleted only if every rule that is given lets it go. Rules of one kind are alternatives,
except --tag. IMAGE_ID, --name, --name-regex, --tag, --family, --state and --all choose; --min-age, --keep-newest, --free and
--until-below spare. Every image has a verdict with its reasons:
  delete   it can go
  keep     not chosen, spared, protected by a tag (keep, keep-until=DATE, --protect-tag), or somebody uses it
  unknown  a check failed or data is missing; it is kept
  block    it cannot be deleted: shared, busy, in an unknown state, not there
More deletions by rules than --max-delete or --max-percent allow make the plan one that cannot be applied (4).
-o table (default), json (a cvm-images.plan/1), ndjson (events, then the plan) or csv. --out keeps the plan for apply; it holds
for 24 hours. Common options: cvm-images --help

Examples
  cvm-images plan -r ap-guangzhou --name 'web-*' --min-age 30d --keep-newest 3 --per family --out plan.json
  cvm-images plan -r all --until-below 80% --detailed-exitcode
)";

inline constexpr auto apply_footer = R"(
Reads everything again, skips what changed since the plan or would be kept now, adds nothing, deletes the rest after you
typed the regions and numbers (or with --yes --expect-count N), and looks until each image is gone.
Refused (4): a plan that was changed, has expired, is for another account or endpoint, is over a guard, or was applied.
What is sent is written to the journal first (PLAN.journal, or --journal). A run that was interrupted or killed goes on with
--resume: what may have been sent is looked at before anything is sent again. After a run that finished, --resume shows its
receipt once more.
-o table (default), json (a cvm-images.receipt/1), ndjson (events, then the receipt) or csv.
Common options: cvm-images --help

Examples
  cvm-images apply plan.json
  cvm-images apply plan.json --yes --expect-count 2 -o json --out receipt.json
  cvm-images apply plan.json --resume
)";

inline constexpr auto refs_footer = R"(
Instances, launch templates (default and latest version; every version with --refs all) and scaling configurations are asked.
Ends 6 when one of them could not be asked, 1 when there is no such image.
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Example
  cvm-images refs img-34vaef8f -r ap-guangzhou
)";

inline constexpr auto delete_footer = R"(
As plan and then apply, with the same checks, rules and guards: see cvm-images plan --help. You see the plan before you confirm.
Images kept by the checks do not change the exit status, unless a check could not be made (6) or none can go (4).
The plan and its journal are kept in $XDG_STATE_HOME/cvm-images (~/.local/state/cvm-images), named by the plan's digest: the record of
what was decided and done, and what `apply --resume` needs when the run is cut short.
-o table (default), json (a cvm-images.receipt/1), ndjson (events, then the receipt) or csv.
Common options: cvm-images --help

Examples
  cvm-images delete img-34vaef8f img-e5f6a7b8 -r ap-guangzhou
  cvm-images delete img-34vaef8f -r ap-guangzhou --yes --expect-count 1 -o json --out receipt.json
)";

}  // namespace cvm::cli::help
