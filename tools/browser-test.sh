#!/usr/bin/env bash
# Tests the page in a real browser: tools/browser-test.sh LAUNCHER RUN [SCREENSHOTS]
# LAUNCHER is the packaged bin/decipher, RUN a finished run of `decipher discover` on images. On a bare Debian
# machine it installs Chromium and npm; where there is no npm registry it says so and ends with 3.
set -euo pipefail
launcher=$(realpath "$1")
run=$(realpath "$2")
shots=${3:+$(realpath -m "$3")}
cd "$(dirname "$0")/../app-web"

missing=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium fonts-dejavu-core)
command -v npm >/dev/null || missing+=(npm)
command -v ps >/dev/null || missing+=(procps)
if [ ${#missing[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
fi
[ -d node_modules ] || npm ci --no-audit --no-fund --silent || {
  echo "npm packages cannot be had" >&2
  exit 3
}
npm run --silent check
node build.mjs --check
node tests/browser.mjs "$launcher" "$run" ${shots:+"$shots"}
