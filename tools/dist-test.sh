#!/usr/bin/env bash
# The distribution, unzipped where a path has a space in it, starts and works.
#   tools/dist-test.sh     after `mvn -q -Pdist -DskipTests package`
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
zips=("$root"/app/target/decipher-*-dist.zip)
[ -f "${zips[0]}" ] || fail "there is no distribution; build it by mvn -q -Pdist -DskipTests package"
place="$work/a place of one's own"
mkdir "$place"
(cd "$place" && jar -xf "${zips[0]}")
home=$(echo "$place"/decipher-*)
for folder in bin lib plugins; do
  [ -d "$home/$folder" ] || fail "there is no $folder in ${zips[0]}"
done
[ ! -e "$home/modules" ] || fail "modules are in lib"
chmod +x "$home/bin/decipher" # jar keeps no modes, as unzip does
ln -s "$home/bin/decipher" "$work/decipher"
cd "$work"
./decipher plugins >listed 2>warned || fail "$(cat listed warned)"
[ ! -s warned ] || fail "$(cat warned)"
for name in hdbscan umap vae mnist; do
  grep -q " $name " listed || fail "$name is not listed: $(cat listed)"
done
for i in $(seq 0 89); do
  echo "$((i % 3 * 10)).$((i * 37 % 10)),$((i % 3 * 5)).$((i * 13 % 10))"
done >"$place/points.csv"
./decipher cluster "$place/points.csv" -D decipher.clusterer.min-cluster-size=10 -o "$place/groups" >told 2>&1 || fail "$(cat told)"
grep -q '3 classes' told || fail "three groups far apart: $(cat told)"
./decipher plugins new clusterer mine -o "$place/mine" >told 2>&1 || fail "$(cat told)"
if command -v unzip >/dev/null; then
  unzip -Z "${zips[0]}" >contents # no pipe: grep -q leaves before all is written, which pipefail takes for a failure
  grep -q '^-rwxr-xr-x.*bin/decipher$' contents || fail "bin/decipher is not executable in the zip"
fi
echo "the distribution works"
