#!/usr/bin/env bash
# What a third party does with Decipher, outside its build: a plugin of each kind is generated, built and held to its contract; a
# plugin with a library that Decipher has in another version runs in the packaged program; a modular program embeds it without
# files. Against a local repository of its own, which holds what Maven has fetched before, and of Decipher the built artifacts.
#   tools/outside-test.sh [--all] [MAVEN-OPTION...]     after `mvn package`; -o keeps Maven off the network
# --all builds a fat jar, an application of Spring Boot, a jlink image and one of jpackage as well, with each version of Guice that may be there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
all=false
if [ "${1:-}" = --all ]; then
  all=true
  shift
fi
fail() {
  echo "FAILED: $*" >&2
  exit 1
}
maven=(mvn -B -ntp -q "-Dmaven.repo.local=$work/repository" "$@")

# Hard links, where the file system can: the fetched artifacts are large.
fetched=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
cp -al "$fetched" "$work/repository" 2>/dev/null || { rm -rf "$work/repository" && cp -r "$fetched" "$work/repository"; }
rm -rf "$work/repository/io/decipher"

# As `mvn install` puts them.
version=$(sed -n 's:^  <version>\(.*\)</version>:\1:p' "$root/pom.xml" | head -n 1)
[ -n "$version" ] || fail "pom.xml names no version"
put() { # POM, and the jar if there is one
  artifact=$(sed -n 's:^  <artifactId>\(.*\)</artifactId>:\1:p' "$1" | head -n 1)
  home="$work/repository/io/decipher/$artifact/$version"
  mkdir -p "$home"
  cp "$1" "$home/$artifact-$version.pom"
  jar="${1%/pom.xml}/target/$artifact-$version.jar"
  if [ -f "$jar" ]; then cp "$jar" "$home/"; fi
}
put "$root/pom.xml"
for pom in "$root"/bom/pom.xml "$root"/framework-*/pom.xml "$root"/plugin-*/pom.xml; do put "$pom"; done

cp -r "$root/app/target/decipher" "$work/decipher"
decipher=$work/decipher/bin/decipher

echo "== a plugin of each kind: generated, built, contract passed"
mkdir "$work/kinds"
kinds=(dataset reader preprocessor feature projector clusterer model model-djl evaluator)
for kind in "${kinds[@]}"; do
  "$decipher" plugins new "$kind" "my-$kind" -o "$work/kinds/my-$kind" >/dev/null
done
{
  echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
  echo '<groupId>org.example</groupId><artifactId>kinds</artifactId><version>1.0</version><packaging>pom</packaging><modules>'
  for kind in "${kinds[@]}"; do echo "<module>my-$kind</module>"; done
  echo '</modules></project>'
} >"$work/kinds/pom.xml"
"${maven[@]}" -f "$work/kinds" -T 2 --fail-at-end verify
for kind in "${kinds[@]}"; do
  "$decipher" plugins install "$work/kinds/my-$kind/target/my-$kind" >"$work/installed" || fail "$(cat "$work/installed")"
done
"$decipher" plugins >"$work/listed" 2>"$work/warned"
for kind in "${kinds[@]}"; do
  grep -q "^${kind%-djl}  *my-$kind " "$work/listed" || fail "$kind my-$kind is not listed"
done
[ ! -s "$work/warned" ] || fail "$(cat "$work/warned")"

echo "== a plugin with a library that Decipher has in another version, and a broken one beside it"
cp -r "$root/tools/outside/plugin" "$work/plugin"
"${maven[@]}" -f "$work/plugin" "-Ddecipher.version=$version" verify
"$decipher" plugins install "$work/plugin/target/commons-table" >"$work/installed" || fail "$(cat "$work/installed")"
head -c 1000 "$work/decipher/plugins/decipher-tables-$version.jar" >"$work/decipher/plugins/cut-off.jar"
for i in $(seq 0 89); do
  echo "$((i % 3 * 10)).$((i * 37 % 10)),$((i % 3 * 5)).$((i * 13 % 10))"
done >"$work/points.commons"
"$decipher" cluster "$work/points.commons" -D decipher.clusterer.type=my-clusterer -o "$work/groups" 2>"$work/warned" >"$work/told" ||
  fail "$(cat "$work/told" "$work/warned")"
grep -q '3 classes' "$work/told" || fail "three groups far apart: $(cat "$work/told")"
[ "$(grep -c 'cut-off.jar is skipped: the jar is damaged or truncated' "$work/warned")" -eq 1 ] || fail "one warning: $(cat "$work/warned")"
"$decipher" plugins remove cut-off >/dev/null 2>&1

echo "== a modular program that embeds it, without files"
cp -r "$root/tools/outside/host" "$work/host"
"${maven[@]}" -f "$work/host" "-Ddecipher.version=$version" verify
java -p "$work/host/target/modules" -m org.example.host/org.example.host.Main >"$work/told" 2>&1 || fail "$(cat "$work/told")"
grep -qx 'Hdbscan alone: 3 classes' "$work/told" || fail "$(cat "$work/told")"
java -cp "$work/host/target/modules/*" org.example.host.Main >"$work/told" 2>&1 || fail "$(cat "$work/told")"
grep -qx 'Hdbscan alone: 3 classes' "$work/told" || fail "$(cat "$work/told")"
echo "== parts alone: the example of docs/embedding.md, by four jars"
mkdir -p "$work/parts/jars"
for part in api numerics clustering; do
  cp "$work/repository/io/decipher/decipher-$part/$version/decipher-$part-$version.jar" "$work/parts/jars"
done
cp "$work"/host/target/modules/config-*.jar "$work/parts/jars"
sed -n '/^```java$/,/^```$/p' "$root/docs/embedding.md" | sed '/^```/d' >"$work/parts/Parts.java"
javac -proc:none -Xlint:-classfile -cp "$work/parts/jars/*" -d "$work/parts" "$work/parts/Parts.java" 2>"$work/told" || fail "$(cat "$work/told")"
java -cp "$work/parts/jars/*:$work/parts" Parts >"$work/told" 2>&1 || fail "$(cat "$work/told")"
[ "$(cat "$work/told")" = "Umap and Hdbscan: 3 classes
KMeans: 3 classes
Pca: 300 x 2" ] || fail "$(cat "$work/told")"

if [ "$all" = true ]; then
  echo "== a fat jar, with each version of Guice that may be there"
  for guice in 5.1.0 6.0.0 7.0.0; do
    rm -rf "$work/fat"
    cp -r "$root/tools/outside/fat" "$work/fat"
    "${maven[@]}" -f "$work/fat" "-Ddecipher.version=$version" "-Dguice.version=$guice" package
    java -jar "$work/fat/target/fat-1.0.jar" >"$work/told" 2>&1 || fail "Guice $guice: $(cat "$work/told")"
    grep -qx 'discovered: 3 classes' "$work/told" || fail "Guice $guice: $(cat "$work/told")"
  done
  echo "== an application of Spring Boot"
  cp -r "$root/tools/outside/spring" "$work/spring"
  "${maven[@]}" -f "$work/spring" "-Ddecipher.version=$version" package
  java -jar "$work/spring/target/spring-1.0.jar" >"$work/told" 2>&1 || fail "$(cat "$work/told")"
  grep -qx 'discovered: 3 classes' "$work/told" || fail "$(cat "$work/told")"
  echo "== a jlink image"
  jlink --add-modules java.se,jdk.httpserver,jdk.unsupported --strip-debug --no-header-files --no-man-pages --output "$work/image"
  "$work/image/bin/java" -p "$work/host/target/modules" -m org.example.host/org.example.host.Main >"$work/told" 2>&1 || fail "$(cat "$work/told")"
  grep -qx 'Hdbscan alone: 3 classes' "$work/told" || fail "$(cat "$work/told")"
  JAVA_HOME=$work/image "$decipher" plugins >"$work/told" 2>&1 || fail "$(cat "$work/told")"
  grep -q '^clusterer  *hdbscan ' "$work/told" || fail "$(cat "$work/told")"
  if command -v jpackage >/dev/null && [ "$(uname)" = Linux ]; then
    echo "== an application of jpackage"
    jpackage --type app-image --name host --input "$work/host/target/modules" --main-jar host-1.0.jar --main-class org.example.host.Main \
      --runtime-image "$work/image" --dest "$work/packaged"
    "$work/packaged/host/bin/host" >"$work/told" 2>&1 || fail "$(cat "$work/told")"
    grep -qx 'Hdbscan alone: 3 classes' "$work/told" || fail "$(cat "$work/told")"
  fi
fi
echo "all held outside"
