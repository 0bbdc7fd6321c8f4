#!/usr/bin/env bash
# The project's site: guide, every setting, Javadoc; each link is checked.
#   tools/site.sh [--no-api] [FOLDER]     after `mvn package`; target/site without FOLDER
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
api=true
if [ "${1:-}" = --no-api ]; then
  api=false
  shift
fi
site=${1:-$root/target/site}
rm -rf "$site"
mkdir -p "$site"
mvn -B -ntp -q -f "$root/tools/site" org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies "-DoutputDirectory=$root/target/site-tools"

if [ "$api" = true ]; then
  path=$root/app/target/decipher/modules:$root/app/target/decipher/plugins
  for jar in "$root"/target/site-tools/jspecify-*.jar; do path=$path:$jar; done
  for folder in "$root"/app/target/decipher/plugins/*/; do path=$path:$folder; done
  sources=()
  modules=
  for info in "$root"/framework-*/src/main/java/module-info.java "$root"/plugin-*/src/main/java/module-info.java; do
    module=$(sed -n 's/^\(open \)\{0,1\}module \([a-z.]*\).*/\2/p' "$info")
    case $module in
      *.testkit | *.onnx) continue ;; # which need JUnit, and a library that is not in the program
    esac
    sources+=(--module-source-path "$module=$(dirname "$info")")
    modules=${modules:+$modules,}$module
  done
  javadoc -quiet -Xdoclint:none -d "$site/api" -p "$path" "${sources[@]}" --module "$modules" \
    -tag 'implNote:a:Implementation note:' -windowtitle Decipher >"$root/target/site-javadoc.log" 2>&1 || {
    cat "$root/target/site-javadoc.log" >&2
    exit 1
  }
fi
java -cp "$root/target/site-tools/*" "$root/tools/site/Site.java" "$root" "$site"
