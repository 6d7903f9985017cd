#include "app.hpp"

int main(int count, char** texts) { return cvm::cli::run_command({texts + (count > 0 ? 1 : 0), texts + count}); }
