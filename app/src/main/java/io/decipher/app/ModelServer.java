// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import io.decipher.api.CancellationToken;
import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.report.http.LoopbackServer;
import io.decipher.report.http.LoopbackServer.Answer;
import io.decipher.report.http.LoopbackServer.Refusal;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.ServedModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;

/** Serves a model over HTTP on the loopback address; openapi.json describes the API. */
final class ModelServer implements AutoCloseable {
  private static final double KEEP = 0.99;
  private static final int MOST_GENERATED = 10_000;
  private static final int WAITING = 4; // threads that reject requests while all others are busy

  /** The files that a request may contain instead of numbers, by content type. */
  private static final Map<String, String> ENDINGS =
      Map.of(
          "application/x-npy", ".npy",
          "image/png", ".png",
          "image/jpeg", ".jpg",
          "image/tiff", ".tif",
          "image/webp", ".webp",
          "audio/wav", ".wav",
          "audio/flac", ".flac",
          "text/csv", ".csv");

  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private final ServedModel model;
  private final Limits limits;
  private final String token;
  private final String openApi = resource("openapi.json");
  private final ServedRequests requests = new ServedRequests();
  private final Semaphore working;
  private final Deadline deadline = new Deadline();
  private final LoopbackServer server;

  /**
   * Limits on requests.
   *
   * @param bytes the maximum size of a request body
   * @param seconds the time after which a request is abandoned
   * @param atOnce how many requests are processed concurrently; more are rejected
   */
  record Limits(int bytes, int seconds, int atOnce) {}

  private ModelServer(ServedModel model, int port, String token, Limits limits) {
    this.model = model;
    this.limits = limits;
    this.token = token;
    working = new Semaphore(limits.atOnce);
    server = LoopbackServer.start(port, limits.atOnce + WAITING, "serve", this::answer);
  }

  /**
   * Starts serving.
   *
   * @param port the port to listen on; 0 for any free port
   * @param token the token that requests must contain; empty if none is required
   */
  static ModelServer start(ServedModel model, int port, String token, Limits limits) {
    return new ModelServer(model, port, token, limits);
  }

  /** Returns the address of the server. */
  String address() {
    return server.origin();
  }

  @Override
  public void close() {
    server.close();
    deadline.close();
  }

  private Answer answer(HttpExchange exchange) throws IOException, Refusal {
    String path = exchange.getRequestURI().getPath();
    boolean post = exchange.getRequestMethod().equals("POST");
    if (!post && !exchange.getRequestMethod().equals("GET")) {
      throw new Refusal(405, "only GET and POST are answered");
    }
    if (exchange.getRequestHeaders().getFirst("Origin") != null) {
      throw new Refusal(403, "requests from web pages are not answered; ask from a program");
    }
    if (path.equals("/health")) {
      return Answer.json("{\"status\":\"ok\"}");
    }
    requireToken(exchange);
    if (post) {
      return switch (path) {
        case "/v1/assign" -> worked(path, exchange, this::assign);
        case "/v1/encode" -> worked(path, exchange, this::encode);
        case "/v1/generate" -> worked(path, exchange, this::generate);
        default -> throw none(path);
      };
    }
    return switch (path) {
      case "/openapi.json" -> Answer.json(openApi);
      case "/metrics" ->
          new Answer(
              "text/plain; version=0.0.4; charset=utf-8",
              requests.text().getBytes(StandardCharsets.UTF_8));
      case "/v1/model" -> Answer.json(JSON.toJson(described()));
      case "/v1/assign", "/v1/encode", "/v1/generate" ->
          throw new Refusal(405, path + " takes POST");
      default -> throw none(path);
    };
  }

  private static Refusal none(String path) {
    return new Refusal(404, "there is no " + path + "; /openapi.json describes what there is");
  }

  private void requireToken(HttpExchange exchange) throws Refusal {
    if (token.isEmpty()) {
      return;
    }
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    if (given == null
        || !MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8),
            ("Bearer " + token).getBytes(StandardCharsets.UTF_8))) {
      throw new Refusal(
          401, "send the header Authorization: Bearer TOKEN, with the token of this server");
    }
  }

  /** The content type and body of a request, and the context to process it in. */
  @SuppressWarnings("ArrayRecordComponent") // passed on, never compared
  private record Request(String type, byte[] body, RunContext run) {}

  private record Result(JsonObject json, int samples) {}

  /** Answers a request to the model. */
  @FunctionalInterface
  private interface Work {
    Result of(Request request) throws IOException, Refusal;
  }

  /** Processes a request within the limits. */
  private Answer worked(String path, HttpExchange exchange, Work work) throws IOException, Refusal {
    if (!working.tryAcquire()) {
      requests.count(path, 503, 0, 0);
      exchange.getResponseHeaders().set("Retry-After", "1");
      throw new Refusal(
          503,
          "the maximum number of requests is already being processed ("
              + limits.atOnce
              + ");"
              + " try again");
    }
    long begun = System.nanoTime();
    int status = 500;
    int samples = 0;
    CancellationToken late = new CancellationToken();
    ScheduledFuture<?> end = deadline.after(limits.seconds, late);
    requests.begin();
    try {
      byte[] body = LoopbackServer.body(exchange, limits.bytes, "the body of a request");
      String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
      RunContext run = RunContext.of(0, ProgressListener.none(), late);
      Result result = work.of(new Request(type.replaceFirst(";.*", "").strip(), body, run));
      late.throwIfCancelled();
      status = 200;
      samples = result.samples;
      return Answer.json(JSON.toJson(result.json));
    } catch (CancellationException e) {
      status = 504;
      throw new Refusal(
          504, "the request took more than " + limits.seconds + " s; ask for less at once");
    } catch (DecipherException e) {
      status = 422;
      throw new Refusal(422, String.valueOf(e.getMessage()));
    } catch (Refusal e) {
      status = e.status();
      throw e;
    } finally {
      end.cancel(false);
      working.release();
      requests.end();
      requests.count(path, status, System.nanoTime() - begun, samples);
    }
  }

  private JsonObject described() {
    JsonObject json = new JsonObject();
    json.addProperty("type", model.type().toString());
    json.addProperty("size", model.type().size());
    json.addProperty("assigns", model.assigns());
    json.addProperty("tellsUnknown", model.tellsUnknown());
    json.addProperty("encodes", model.encodes());
    json.addProperty("classes", model.classes());
    json.addProperty("model", model.description().orElse(""));
    json.addProperty("mostBytes", limits.bytes);
    json.addProperty("mostSeconds", limits.seconds);
    json.addProperty("mostAtOnce", limits.atOnce);
    return json;
  }

  private Result assign(Request request) throws IOException, Refusal {
    double keep = KEEP;
    if (request.type.equals("application/json")) {
      keep = number(object(request), "keep", model.tellsUnknown() ? KEEP : 1);
      if (!(keep > 0 && keep <= 1)) {
        throw new Refusal(400, "keep must be in (0, 1], but was " + keep);
      }
    } else if (!model.tellsUnknown()) {
      keep = 1;
    }
    Samples samples = samples(request);
    Recognition.Recognized found = model.assign(samples, keep, request.run);
    JsonArray all = new JsonArray();
    for (int i = 0; i < samples.count(); i++) {
      JsonObject one = new JsonObject();
      one.addProperty("class", found.found().labels().get(i));
      one.addProperty("unknown", found.found().labels().get(i) == Labels.NOISE);
      FoundClasses nearest = found.nearest();
      one.addProperty("nearest", nearest.labels().get(i));
      one.addProperty("confidence", nearest.strengths().get(i, 0));
      Optional<FloatMatrix> familiarity = found.familiarity();
      one.addProperty("familiarity", familiarity.isPresent() ? familiarity.get().get(i, 0) : null);
      all.add(one);
    }
    JsonObject json = new JsonObject();
    json.add("samples", all);
    return new Result(json, samples.count());
  }

  private Result encode(Request request) throws IOException, Refusal {
    Samples samples = samples(request);
    JsonObject json = new JsonObject();
    json.add("latents", rows(model.encode(samples, request.run)));
    return new Result(json, samples.count());
  }

  private Result generate(Request request) throws Refusal {
    JsonObject asked = object(request);
    int count = whole(asked, "count", 1);
    if (count < 1 || count > MOST_GENERATED) {
      throw new Refusal(400, "count must be from 1 to " + MOST_GENERATED + ", but was " + count);
    }
    OptionalInt label =
        has(asked, "class") ? OptionalInt.of(whole(asked, "class", 0)) : OptionalInt.empty();
    long seed = whole(asked, "seed", 0);
    RunContext run = RunContext.of(seed, ProgressListener.none(), request.run.cancellation());
    FloatMatrix drawn = model.generate(count, label, run);
    JsonObject json = new JsonObject();
    json.addProperty("type", model.type().toString());
    json.add("samples", rows(drawn));
    return new Result(json, count);
  }

  private Samples samples(Request request) throws IOException, Refusal {
    return request.type.equals("application/json") ? numbers(request) : file(request);
  }

  private Samples numbers(Request request) throws Refusal {
    JsonObject json = object(request);
    SampleType type = model.type();
    if (!(json.get("samples") instanceof JsonArray rows) || rows.isEmpty()) {
      throw new Refusal(400, "expected samples: an array of arrays of " + type.size() + " numbers");
    }
    float[] values = new float[Math.multiplyExact(rows.size(), type.size())];
    for (int i = 0; i < rows.size(); i++) {
      if (!(rows.get(i) instanceof JsonArray row) || row.size() != type.size()) {
        throw new Refusal(
            400,
            "sample "
                + i
                + " is not an array of "
                + type.size()
                + " numbers, which a "
                + type
                + " is");
      }
      for (int j = 0; j < row.size(); j++) {
        float value = finite(row.get(j));
        if (!Float.isFinite(value)) {
          throw new Refusal(400, "sample " + i + ", value " + j + ": found " + row.get(j));
        }
        values[i * type.size() + j] = value;
      }
    }
    return Samples.of(FloatMatrix.wrap(rows.size(), type.size(), values), type);
  }

  private static float finite(JsonElement value) {
    try {
      return value.getAsFloat();
    } catch (RuntimeException e) { // not a number
      return Float.NaN;
    }
  }

  /** Reads the body through a temporary file, in the same way as the run read its own data. */
  private Samples file(Request request) throws IOException, Refusal {
    String ending = ENDINGS.get(request.type);
    if (ending == null) {
      throw new Refusal(
          415,
          "Content-Type is "
              + request.type
              + "; expected application/json, or "
              + String.join(", ", ENDINGS.keySet().stream().sorted().toList()));
    }
    Path folder = Files.createTempDirectory("decipher-serve");
    try {
      Path file = Files.write(folder.resolve("sample" + ending), request.body);
      try {
        return model.read(List.of(file), request.run).onHeap();
      } catch (DecipherException e) { // it names a file unknown to the client
        String message = String.valueOf(e.getMessage());
        throw new Refusal(422, message.replace(file.toString(), "what was sent"));
      }
    } finally {
      FileTree.delete(folder);
    }
  }

  private static JsonObject object(Request request) throws Refusal {
    try {
      JsonElement json = JsonParser.parseString(new String(request.body, StandardCharsets.UTF_8));
      if (request.body.length > 0 && json.isJsonObject()) {
        return json.getAsJsonObject();
      }
    } catch (JsonParseException | StackOverflowError e) {
      throw new Refusal(400, "the request is not JSON: " + line(e));
    }
    throw new Refusal(400, "expected a JSON object");
  }

  private static String line(Throwable e) {
    return e instanceof StackOverflowError
        ? "it is too deeply nested"
        : String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("^.*: ", "");
  }

  private static boolean has(JsonObject json, String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  private static double number(JsonObject json, String key, double usual) throws Refusal {
    if (!has(json, key)) {
      return usual;
    }
    try {
      return json.get(key).getAsDouble();
    } catch (RuntimeException e) {
      throw new Refusal(400, key + " is " + json.get(key) + "; expected a number");
    }
  }

  private static int whole(JsonObject json, String key, int usual) throws Refusal {
    double number = number(json, key, usual);
    if (number != (int) number) {
      throw new Refusal(400, key + " is " + json.get(key) + "; expected a whole number");
    }
    return (int) number;
  }

  private static JsonArray rows(FloatMatrix matrix) {
    JsonArray rows = new JsonArray(matrix.rows());
    for (int i = 0; i < matrix.rows(); i++) {
      JsonArray row = new JsonArray(matrix.columns());
      for (int j = 0; j < matrix.columns(); j++) {
        row.add(matrix.get(i, j));
      }
      rows.add(row);
    }
    return rows;
  }

  private static String resource(String name) {
    try (InputStream in = ModelServer.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }
}
