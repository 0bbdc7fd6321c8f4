#!/usr/bin/env bash
# Builds the working tree twice, in two folders, and compares every jar that comes out: the same sources give the same
# bytes, wherever they lie. Options are passed on to Maven, e.g. `tools/build-twice.sh -o -pl framework-api -am`.
set -euo pipefail
cd "$(dirname "$0")/.."

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for folder in once another/time; do
  mkdir -p "$place/$folder"
  git ls-files -z --cached --others --exclude-standard | tar c --null --files-from=- | tar x -C "$place/$folder"
  (
    cd "$place/$folder"
    mvn -B -ntp -q -DskipTests "$@" package
    find . -path '*/target/*' -name '*.jar' -print0 | sort -z | xargs -0 sha256sum >"$place/${folder%%/*}.sha256"
  )
done
if ! diff "$place/once.sha256" "$place/another.sha256"; then
  echo "FAILED: two builds of the same sources differ in the jars above" >&2
  exit 1
fi
echo "two builds gave the same $(wc -l <"$place/once.sha256") jars, of which these are Decipher's own:"
grep '/decipher-' "$place/once.sha256" | grep -v '/target/decipher/' || true
