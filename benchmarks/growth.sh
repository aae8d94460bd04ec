#!/usr/bin/env bash
# How the whole way grows with the number of parents: time and peak memory of each command, as lines of a table.
# Usage: benchmarks/growth.sh FOLDER [PARENTS…]   (10000 100000 1000000 without)
# Writes generated studies and databases of its own into FOLDER, which has to be empty or new.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
folder="${1:?Usage: benchmarks/growth.sh FOLDER [PARENTS…]}"
shift
[ "$#" -gt 0 ] || set -- 10000 100000 1000000
mkdir -p "$folder"
# The server's own account has to reach its data.
chmod 755 "$folder"
export LOB_HOME="$folder/home"
command -v /usr/bin/time >/dev/null || { echo "GNU time is needed: /usr/bin/time (Debian: time)." >&2; exit 3; }
"$here/lob" --version >/dev/null

# Runs a command, keeps its output, and prints its seconds and its own peak memory; exit code 1 is findings.
timed() {
  local what="$1" code=0
  shift
  /usr/bin/time -o "$folder/time" -f '%e %M' "$@" >"$folder/out" 2>"$folder/err" || code=$?
  local seconds kilobytes
  read -r seconds kilobytes < <(tail -1 "$folder/time")
  printf '| %s | %s | %.1f | %d | %s |\n' "$parents" "$what" "$seconds" "$((kilobytes / 1024))" "$code"
  if [ "$code" -gt 1 ]; then
    tail -3 "$folder/err" >&2
  fi
}

echo '| parents | step | seconds | MB | exit |'
echo '|---|---|---|---|---|'
for parents in "$@"; do
  study="$folder/crossed_$parents"
  timed 'generate all files' "$here/lob" simulate --scenario crossed --parents "$parents" --seed 1 --out "$study"
  sed -i "s/^study: .*/study: growth_$parents/" "$study/study.yaml"
  while read -r line; do
    # The commands that the study's own README names, without the students' and teams' files, which no plan of effects reads.
    read -r -a words <<<"$line"
    case "$line" in
      *students*|*team*|*leerkring*|*verify*) continue ;;
      'lob link'*) what='link' ;;
      *) what="ingest $(basename "${words[3]}")" ;;
    esac
    (cd "$study" && timed "$what" "$here/lob" "${words[@]:1}")
  done < <(sed -n '/^```sh$/,/^```$/p' "$study/README.md" | grep '^lob ')
  for plan in support_offer support_participation; do
    for estimators in '[unadjusted]' '[unadjusted, mixed]' '[unadjusted, dml]'; do
      [ "$plan $estimators" != 'support_offer [unadjusted, dml]' ] || continue
      file="$folder/plan.yaml"
      sed -e "s/^sensitivity: .*/sensitivity: $estimators/" -e '/^moderators:/d' -e '/^  - {item: education/d' "$study/plans/$plan.yaml" >"$file"
      timed "analyse $plan, beside it $estimators" "$here/lob" analyse "$file" --study "$study"
    done
  done
  "$here/lob" db stop >/dev/null 2>&1 || true
  rm -rf "$study/files"
done
