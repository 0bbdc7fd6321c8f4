#!/usr/bin/env bash
# Does the exported API still serve what was built against an earlier commit, say the tag of the last release?
#   tools/api-check.sh v0.1.0 [options for Maven, e.g. -o -pl framework-api,plugin-clustering -am]
# Builds that commit's jars aside, compares the working tree's with them by japicmp, and ends with 1 where a public class,
# method or field is gone or changed so that callers no longer compile or link.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0" >&2; exit 2; }
cd "$(dirname "$0")/.."
baseline=$1
shift

git rev-parse --verify --quiet "$baseline^{commit}" >/dev/null || { echo "api-check: there is no commit $baseline" >&2; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/sources" "$place/jars"
git archive "$baseline" | tar x -C "$place/sources"
version=$(sed -n 's#^  <version>\(.*\)</version>#\1#p' "$place/sources/pom.xml" | head -n 1)
(cd "$place/sources" && mvn -B -ntp -q -DskipTests "$@" package)
find "$place/sources" -path '*/target/*' -name "decipher-*-$version.jar" -exec cp {} "$place/jars" \;
[ -n "$(ls "$place/jars")" ] || { echo "api-check: $baseline has no jars named decipher-*-$version.jar" >&2; exit 2; }
# What is new since has nothing to be compared with: an empty archive stands for it.
for pom in */pom.xml; do
  jar=$place/jars/$(sed -n 's#^  <artifactId>\(.*\)</artifactId>#\1#p' "$pom" | head -n 1)-$version.jar
  [ -e "$jar" ] || printf 'PK\005\006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' >"$jar"
done
mvn -B -ntp -Papi-check -DskipTests -Dapi.baseline="$place/jars" -Dapi.baseline.version="$version" \
  -Dmaven.javadoc.skip -Dspotless.check.skip "$@" verify
