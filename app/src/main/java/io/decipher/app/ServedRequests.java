// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts requests, for Prometheus. */
final class ServedRequests {
  private static final double NANOS = 1e9;

  private final Map<String, Long> requests = new TreeMap<>(); // guarded by this
  private final Map<String, Long> samples = new TreeMap<>(); // guarded by this
  private final Map<String, Double> seconds = new TreeMap<>(); // guarded by this
  private final Map<String, Long> timed = new TreeMap<>(); // guarded by this
  private int working; // guarded by this

  synchronized void begin() {
    working++;
  }

  synchronized void end() {
    working--;
  }

  /**
   * Counts an answered request.
   *
   * @param status the HTTP status
   * @param nanos the time it took, in nanoseconds
   * @param count the number of samples in it
   */
  synchronized void count(String path, int status, long nanos, int count) {
    requests.merge("path=\"" + path + "\",status=\"" + status + "\"", 1L, Long::sum);
    samples.merge("path=\"" + path + "\"", (long) count, Long::sum);
    seconds.merge("path=\"" + path + "\"", nanos / NANOS, Double::sum);
    timed.merge("path=\"" + path + "\"", 1L, Long::sum);
  }

  /** Returns all counts in Prometheus' text format. */
  synchronized String text() {
    StringBuilder text = new StringBuilder();
    head(text, "decipher_requests_total", "counter", "Requests answered.");
    requests.forEach(
        (labels, count) -> line(text, "decipher_requests_total", labels, count.toString()));
    head(text, "decipher_samples_total", "counter", "Samples assigned, encoded or generated.");
    samples.forEach(
        (labels, count) -> line(text, "decipher_samples_total", labels, count.toString()));
    head(text, "decipher_request_seconds", "summary", "Seconds that requests took.");
    seconds.forEach(
        (labels, sum) ->
            line(
                text,
                "decipher_request_seconds_sum",
                labels,
                String.format(Locale.ROOT, "%.6f", sum)));
    timed.forEach(
        (labels, count) -> line(text, "decipher_request_seconds_count", labels, count.toString()));
    head(text, "decipher_requests_working", "gauge", "Requests that are being processed.");
    text.append("decipher_requests_working ").append(working).append('\n');
    Runtime runtime = Runtime.getRuntime();
    head(text, "decipher_heap_used_bytes", "gauge", "Bytes of the heap in use.");
    text.append("decipher_heap_used_bytes ")
        .append(runtime.totalMemory() - runtime.freeMemory())
        .append('\n');
    return text.toString();
  }

  private static void head(StringBuilder text, String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private static void line(StringBuilder text, String name, String labels, String value) {
    text.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }
}
