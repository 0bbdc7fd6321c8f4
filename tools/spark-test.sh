#!/usr/bin/env bash
# The tests of decipher-spark, in sessions of two threads: what runs on Spark is outside the usual build.
# spark-test.sh [--all]: without --all a small part, for CI.
set -euo pipefail
cd "$(dirname "$0")/.."
tests='DecipherTransformerTest,ExecutorFailuresTest,RetriesTest,SparkDocumentsTest'
[ "${1:-}" = "--all" ] && tests='io.decipher.spark.**'
exec mvn -B -ntp -q -Pspark -Djacoco.skip -pl decipher-spark -am test -Dtest="$tests" -Dsurefire.failIfNoSpecifiedTests=false
