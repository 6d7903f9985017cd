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
  130  interrupted
  When several apply: 130, 5, 6, 2, 3.

Examples
  cvm-images list -r ap-guangzhou
  cvm-images delete img-34vaef8f -r ap-guangzhou
  cvm-images doctor -r ap-guangzhou
)";

inline constexpr auto list_footer = R"(
A region that cannot be read is shown as "not scanned" with the reason, and the exit status is 6.
-o table (default), json, ndjson or csv. Common options: cvm-images --help

Examples
  cvm-images list -r ap-guangzhou,ap-singapore
  cvm-images list -r all -o json
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

inline constexpr auto delete_footer = R"(
Checks each image first: state, type, sharing, protection tags (keep, keep-until=DATE and --protect-tag), instances,
launch templates, launch configurations and families that use it. What speaks against an image keeps it and is said; the
others go on after you typed region and number, or with --yes --expect-count N. Afterwards each is looked for until it is
gone. Images kept by the checks do not change the exit status, unless a check could not be made (6) or none can go (4).
-o table (default), json (a cvm-images.receipt/1), ndjson (events, then the receipt) or csv.
Common options: cvm-images --help

Examples
  cvm-images delete img-34vaef8f img-e5f6a7b8 -r ap-guangzhou
  cvm-images delete img-34vaef8f -r ap-guangzhou --yes --expect-count 1 -o json --out receipt.json
)";

}  // namespace cvm::cli::help
