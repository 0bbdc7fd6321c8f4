#!/usr/bin/env bash
# Measures `discover` on Spark with executors in JVMs of their own: seconds and bytes by stage, and the memory of each process.
# spark-growth.sh N FOLDER, e.g. 10000000 /tmp/growth: two executors of one core and 1 GB, a driver of 3 GB. FOLDER keeps the points.
# spark-growth.sh N: one machine's engine without Spark. KILLS=35 kills an executor every 35 seconds.
set -euo pipefail
n=$1
folder=${2:-}
cd "$(dirname "$0")/.."
mvn -B -ntp -q -Pspark -DskipTests -pl decipher-spark -am package dependency:build-classpath -Dmdep.outputFile=target/growth.cp -Dmdep.includeScope=test
module=$PWD/decipher-spark/target
path=$module/test-classes:$module/classes:$(cat "$module/growth.cp")

# A local cluster takes its jars from a folder like that of an installation.
SPARK_HOME=$(mktemp -d)
trap 'rm -rf "$SPARK_HOME"' EXIT
mkdir "$SPARK_HOME/jars"
tr : '\n' <<<"$path" | grep '\.jar$' | while read -r jar; do ln -s "$jar" "$SPARK_HOME/jars/"; done
ln -s "$module"/decipher-spark-*-SNAPSHOT.jar "$SPARK_HOME/jars/"
export SPARK_HOME SPARK_SCALA_VERSION=2.13 SPARK_LOCAL_IP=127.0.0.1 OMP_NUM_THREADS=2

opens=$(sed -n 's:.*<spark.jvm>\(.*\)</spark.jvm>.*:\1:p' decipher-spark/pom.xml)
arguments=(local "$n")
if [ -n "$folder" ]; then
  mkdir -p "$folder"
  arguments=(spark 'local-cluster[2,1,4096]' "$n" "$(cd "$folder" && pwd)")
fi
# shellcheck disable=SC2086 # several options
java $opens "-Dopens=$opens" "-Ddecipher.kills=${KILLS:-0}" -Xmx3g -cp "$path" io.decipher.spark.Growth "${arguments[@]}"
