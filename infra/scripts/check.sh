#!/usr/bin/env bash
# The test command, the same on a desk and in CI. Needs the .NET SDK that global.json names, and strace, Node with npm, a C linker and
# zlib for compiling ahead of time, which it installs from Debian's packages when they are missing.
# Last line, alone: N passed, N failed, N skipped. Every demo, hammer, sabotage and sample counts as one test.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 1

export CI=true DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
# One compiler process for all projects halves the build; it ends by itself.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=true

passed=0 failed=0 skipped=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

heading() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

finish() {
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
  exit
}

# Runs a command quietly and counts it as one test; shows its output only when it is not what was expected.
count() { # name, expected exit code, text that must be in the output, command ...
  local name=$1 expected=$2 text=$3 log code
  shift 3
  log=$(mktemp -p "$scratch")
  timeout --kill-after=10 240 "$@" >"$log" 2>&1 </dev/null
  code=$?
  if [ "$code" -eq "$expected" ] && grep -Eq -- "$text" "$log"; then
    passed=$((passed + 1))
    printf '  ok   %s: %s\n' "$name" "$(grep -v '^ *$' "$log" | tail -n 1)"
  else
    failed=$((failed + 1))
    printf '  FAIL %s: exit %s, expected %s with "%s"\n' "$name" "$code" "$expected" "$text"
    tail -n 40 "$log" | sed 's/^/       /'
  fi
}

# Without this step there is nothing to go on with.
must() { # name, command ...
  local name=$1 log="$scratch/must"
  shift
  if ! "$@" >"$log" 2>&1; then
    failed=$((failed + 1))
    printf '  FAIL %s\n' "$name"
    grep -E 'error|warning' "$log" | sort -u | head -n 40 || true
    tail -n 15 "$log"
    finish
  fi
}

# Runs one test project and adds its counts.
tests() { # project
  local name=$1 log="$scratch/$1.log" code summary
  timeout --kill-after=10 900 "artifacts/bin/$name/release/$name" -noColor -noLogo >"$log" 2>&1 </dev/null
  code=$?
  summary=$(grep -E 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+' "$log" | tail -n 1)
  if [ -z "$summary" ]; then
    failed=$((failed + 1))
    printf '  FAIL %s ended with %s before it could sum up\n' "$name" "$code"
    tail -n 40 "$log"
    return
  fi

  local total errors bad left
  total=$(sed -E 's/.*Total: ([0-9]+).*/\1/' <<<"$summary")
  errors=$(sed -E 's/.*Errors: ([0-9]+).*/\1/' <<<"$summary")
  bad=$(sed -E 's/.*Failed: ([0-9]+).*/\1/' <<<"$summary")
  left=$(sed -E 's/.*Skipped: ([0-9]+).*/\1/' <<<"$summary")
  bad=$((bad + errors))
  [ "$code" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
  passed=$((passed + total - bad - left)) failed=$((failed + bad)) skipped=$((skipped + left))
  printf '  %s: %s of %s passed\n' "$name" "$((total - bad - left))" "$total"
  # What the tests' hosts say begins further left than a failure.
  [ "$bad" -eq 0 ] || grep -E '^ {4}' "$log" | grep -Ev 'curl --cacert|^ +-d |^ +at ' | head -n 200
}

heading 'The .NET SDK'
if ! dotnet --version >"$scratch/sdk" 2>&1; then
  cat "$scratch/sdk" 2>/dev/null
  echo '  The SDK that global.json names is missing: https://dotnet.microsoft.com/download/dotnet/10.0'
  failed=1
  finish
fi
printf '  %s\n' "$(cat "$scratch/sdk")"

# Code style is part of this build (EnforceCodeStyleInBuild, warnings are errors): a run of dotnet format would repeat it slower.
heading 'Build, Release, warnings are errors'
must restore dotnet restore RealtimeCare.sln -v q
must build dotnet build RealtimeCare.sln -c Release --no-restore -v q -clp:NoSummary

# Analysed above already; this build only differs in what it can be told to break.
heading 'Build the test build that can be sabotaged'
must 'sabotage build' dotnet build client-sdk/RealtimeCare.Cli -c Release -p:Sabotage=true -p:RunAnalyzers=false -v q -clp:NoSummary
must 'sabotage build' dotnet build tests/RealtimeCare.Hammer -c Release -p:Sabotage=true -p:RunAnalyzers=false -v q -clp:NoSummary

# shellcheck disable=SC2016 # For the shell that installs.
install() { # command, Debian packages that bring it ...
  local name=$1
  shift
  command -v "$name" >/dev/null || count "$name" 0 '.' bash -c '
    root=; [ "$(id -u)" -eq 0 ] || root=sudo
    $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"' -- "$@"
}

# What PROTOCOL.md promises to other languages is tested by a client on the official JavaScript packages.
heading 'The packages of the JavaScript client'
install npm nodejs npm
node_client=tests/RealtimeCare.Scenarios/Node
[ -d "$node_client/node_modules" ] || count 'npm ci' 0 'added' npm ci --prefix "$node_client"

heading 'Tests'
tests RealtimeCare.Tests
tests RealtimeCare.Scenarios

heading 'The packages'
count 'packages' 0 '^stranger: got' infra/scripts/packages.sh "$scratch/packages"

cli=artifacts/bin/RealtimeCare.Cli/release/RealtimeCare.Cli.dll
broken=artifacts/sabotage/bin/RealtimeCare.Cli/release/RealtimeCare.Cli.dll

heading 'The demo'
count demo 0 'lost 0, duplicated 0, leaked 0, trail verified$' dotnet "$cli" demo --plain --seconds 15 --data "$scratch/demo"

if [ -d ../shared/data/synthea ]; then
  heading 'The demo on Synthea bundles'
  count 'demo --input' 0 'lost 0, duplicated 0, leaked 0, trail verified$' dotnet "$cli" demo --plain --input ../shared/data/synthea
fi

hammer=artifacts/bin/RealtimeCare.Hammer/release/RealtimeCare.Hammer.dll

heading 'The hammer: kills, drops, freezes, ended sessions'
count 'hammer, kills' 0 '^trouble +[1-9]' dotnet "$hammer" --plain --seconds 25 --clients 9 --kill-every 2

heading 'The hammer: sixty faults on the SDK'
count 'hammer, faults' 0 '^faults +60: Drop [1-9].*HalfOpen [1-9].*Impostor [1-9].*End [1-9]' dotnet "$hammer" --plain --faults 60 --clients 9

heading 'The hammer: a disk that is full, and one that fails'
install strace strace
count 'hammer, a disk that fails' 0 '[1-9][0-9]* disk faults .[1-9]' \
  dotnet "$hammer" --plain --seconds 20 --clients 6 --disk-every 3

heading 'The hammer can fail'
count 'hammer, a host that loses' 1 '^broken: lost [1-9]' \
  dotnet artifacts/sabotage/bin/RealtimeCare.Hammer/release/RealtimeCare.Hammer.dll --plain --seconds 4 --clients 4 --kill-every 0 --sabotage lose

heading 'The trail of the demo, offline'
count 'trail verify' 0 '.' dotnet "$cli" trail verify "$scratch/demo/trail"

# Whether anything in the SDK needs reflection or code made at run time, its compiler says as an error; and then it must run.
heading 'The clinician sample, compiled ahead of time'
# shellcheck disable=SC2016 # For the shell that installs.
{ command -v gcc && [ -e /usr/include/zlib.h ]; } >/dev/null || count 'gcc, zlib' 0 '.' bash -c '
  root=; [ "$(id -u)" -eq 0 ] || root=sudo
  $root apt-get update -q && $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends gcc libc6-dev zlib1g-dev'
count 'compile ahead of time' 0 'Clinician -> ' dotnet publish client-sdk/samples/Clinician -c Release --use-current-runtime \
  -p:PublishAot=true -p:CppCompilerAndLinker=gcc -v m -o "$scratch/native"

heading 'The samples, against a world that dev keeps running'
dotnet "$cli" dev --data "$scratch/dev" >"$scratch/dev.log" 2>&1 </dev/null &
dev=$!
for _ in $(seq 120); do
  grep -q 'The monitors publish' "$scratch/dev.log" && break
  kill -0 "$dev" 2>/dev/null || break
  sleep 0.5
done
if grep -q 'The monitors publish' "$scratch/dev.log"; then
  # dev prints what a newcomer pastes into a shell; this is that shell.
  eval "$(grep -Eo 'export REALTIMECARE_.*' "$scratch/dev.log")"
  REALTIMECARE_CERTIFICATE=$scratch/dev/certificates/server.pem
  REALTIMECARE_CERTIFICATE_KEY=$scratch/dev/certificates/server-key.pem
  export REALTIMECARE_CERTIFICATE REALTIMECARE_CERTIFICATE_KEY
  count 'sample Clinician' 0 'clinician: [1-9]' dotnet artifacts/bin/Clinician/release/Clinician.dll --seconds 10
  count 'sample Clinician, compiled ahead of time' 0 'clinician: [1-9]' "$scratch/native/Clinician" --seconds 5
  count 'sample Publisher' 0 'publisher:' dotnet artifacts/bin/Publisher/release/Publisher.dll --seconds 5
  count 'sample OwnHub' 0 'own hub: https' dotnet artifacts/bin/OwnHub/release/OwnHub.dll --seconds 5
  read -r REALTIMECARE_USER REALTIMECARE_PASSWORD < <(awk '$1 ~ /^admin/ { print $1, $2 }' "$scratch/dev.log")
  count 'sample Administrator' 0 'administrator: done' dotnet artifacts/bin/Administrator/release/Administrator.dll --seconds 5
else
  failed=$((failed + 1))
  echo '  FAIL dev did not start'
  tail -n 40 "$scratch/dev.log"
fi
kill "$dev" 2>/dev/null
wait "$dev" 2>/dev/null

heading 'The demo can fail: six sabotages'
count 'lose' 1 'lost [1-9]' dotnet "$broken" demo --plain --seconds 15 --sabotage lose
count 'duplicate' 1 'duplicated [1-9]' dotnet "$broken" demo --plain --seconds 15 --sabotage duplicate
count 'reorder' 1 'order' dotnet "$broken" demo --plain --seconds 15 --sabotage reorder
count 'leak' 1 'leaked [1-9]' dotnet "$broken" demo --plain --seconds 15 --sabotage leak
count 'late' 1 'after the (forced )?end|late' dotnet "$broken" demo --plain --seconds 15 --sabotage late
count 'trail' 1 'trail' dotnet "$broken" demo --plain --seconds 15 --sabotage trail

finish
