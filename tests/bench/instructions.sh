#!/usr/bin/env bash
# Instructions per signature: `instructions.sh PATH/TO/sign_bench`. Each figure is the difference of two runs.
#   steps   on this processor, counted one by one: with its SHA instructions if Botan uses them
#   valgrind  callgrind's count; valgrind has no SHA instructions, so that SHA-256 in software is in it
#   perf    user-space instructions by the processor's own counter
# "-" stands for what cannot be had on this machine.
set -euo pipefail
bench=${1:?usage: instructions.sh PATH/TO/sign_bench}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
few=100
many=1100

per_call() { echo $((($2 - $1) / (many - few))); }

callgrind() {
  valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$bench" --once "$1" "$2" 2>&1 |
    sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p'
}

perf_count() {
  perf stat -x, -e instructions:u "$bench" --once "$1" "$2" 2>&1 >/dev/null | sed -n 's/^\([0-9]*\),.*instructions.*/\1/p'
}

row() {
  local counter=$1 variant=$2 low high
  low=$("$counter" "$variant" "$few" || true)
  high=$("$counter" "$variant" "$many" || true)
  if [ -n "$low" ] && [ -n "$high" ]; then per_call "$low" "$high"; else echo -; fi
}

printf '%-16s %10s %10s %10s\n' variant steps valgrind perf
for variant in $("$bench" --list); do
  steps=$("$bench" --steps "$variant" 2>/dev/null || echo -)
  printf '%-16s %10s %10s %10s\n' "$variant" "$steps" "$(row callgrind "$variant" 2>/dev/null)" "$(row perf_count "$variant" 2>/dev/null)"
done
