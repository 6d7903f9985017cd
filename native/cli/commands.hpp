#pragma once
// One function for each subcommand, each in a file of its own.

#include "context.hpp"

namespace cvm::cli {

Exit run(Context& context, const ListCommand& command);
Exit run(Context& context, const QuotaCommand& command);
Exit run(Context& context, const RegionsCommand& command);
Exit run(Context& context, const DoctorCommand& command);
Exit run(Context& context, const SignCommand& command);
Exit run(Context& context, const CallCommand& command);
Exit run(Context& context, const RefsCommand& command);
Exit run(Context& context, const PlanCommand& command);
Exit run(Context& context, const ApplyCommand& command);
Exit run(Context& context, const DeleteCommand& command);

}  // namespace cvm::cli
