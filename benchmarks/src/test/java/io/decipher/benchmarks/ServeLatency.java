// SPDX-License-Identifier: Apache-2.0
package io.decipher.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures how long {@code decipher serve} takes to assign one sample over HTTP with several
 * concurrent clients, each of which waits for its answer before the next request:
 *
 * <pre>
 * decipher serve -m runs/mnist --port 8700 --max-requests 8
 * java benchmarks/src/test/java/io/decipher/benchmarks/ServeLatency.java http://127.0.0.1:8700 1 8
 * </pre>
 *
 * <p>All requests contain the same sample, random numbers from [0, 1), as JSON. Each client sends
 * 1,000 requests to warm up and 1,000 that are timed.
 */
public final class ServeLatency {
  private static final int CALLS = 1000;
  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e6;
  private static final Pattern SIZE = Pattern.compile("\"size\":(\\d+)");

  private ServeLatency() {}

  /** Runs the measurement; the arguments are the URL of the server and numbers of clients. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    URI server = URI.create(arguments[0]);
    HttpResponse<String> model =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.resolve("/v1/model")).build(),
                HttpResponse.BodyHandlers.ofString());
    Matcher size = SIZE.matcher(model.body());
    if (!size.find()) {
      throw new IOException(server + " says " + model.body());
    }
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/assign"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(sample(Integer.parseInt(size.group(1)))))
            .build();
    for (String clients : Arrays.copyOfRange(arguments, 1, arguments.length)) {
      int count = Integer.parseInt(clients);
      asked(request, count);
      long begun = System.nanoTime();
      double[] millis = asked(request, count);
      double seconds = (System.nanoTime() - begun) / NANOS;
      Arrays.sort(millis);
      System.out.printf(
          Locale.ROOT,
          "%d at once: median %.2f ms, 99 %% within %.2f ms, %.0f a second%n",
          count,
          millis[millis.length / 2],
          millis[millis.length * 99 / 100],
          millis.length / seconds);
    }
  }

  private static String sample(int size) {
    SplittableRandom random = new SplittableRandom(1);
    StringBuilder json = new StringBuilder("{\"samples\":[[");
    for (int i = 0; i < size; i++) {
      json.append(i == 0 ? "" : ",").append(random.nextInt(1000) / 1000.0);
    }
    return json.append("]]}").toString();
  }

  private static double[] asked(HttpRequest request, int clients) throws InterruptedException {
    double[] millis = new double[clients * CALLS];
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    for (int client = 0; client < clients; client++) {
      int first = client * CALLS;
      threads.execute(
          () -> {
            HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            for (int i = 0; i < CALLS; i++) {
              millis[first + i] = asked(http, request);
            }
          });
    }
    threads.shutdown();
    if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
      throw new InterruptedException("it took more than 10 minutes");
    }
    return millis;
  }

  private static double asked(HttpClient http, HttpRequest request) {
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException("the server says " + answer.body());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("the server cannot be asked", e);
    }
    return (System.nanoTime() - begun) / MILLIS;
  }
}
