#!/usr/bin/env bash
# Starts the emulator in the background of a job, and gives what the action needs of it as outputs of the step.
set -euo pipefail

node emulator/start.ts > "$RUNNER_TEMP/emulator.log" &
for _ in $(seq 60); do
  connection=$(grep --max-count=1 '^{' "$RUNNER_TEMP/emulator.log" || true)
  if [ -n "$connection" ]; then break; fi
  sleep 1
done
for secret in trainingKey storageAccountKey; do
  echo "::add-mask::$(jq --raw-output ".$secret" <<< "$connection")"
done
jq --raw-output 'to_entries[] | select(.key | IN("runtimeToken", "resultsUrl") | not) | "\(.key)=\(.value)"' <<< "$connection" >> "$GITHUB_OUTPUT"
