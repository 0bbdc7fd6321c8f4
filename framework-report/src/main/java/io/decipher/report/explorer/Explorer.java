// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.explorer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import io.decipher.report.ClassCatalogue;
import io.decipher.report.Picture;
import io.decipher.report.ReportData;
import io.decipher.report.ReportPage;
import io.decipher.report.ReportSamples;
import io.decipher.report.RunReport;
import io.decipher.report.corrections.CorrectedClasses;
import io.decipher.report.corrections.Correction;
import io.decipher.report.corrections.CorrectionJournal;
import io.decipher.report.corrections.CorrectionJson;
import io.decipher.report.corrections.SampleSet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Serves the page of a run to a browser on this machine, and keeps what a person says in it.
 *
 * <p>Four things keep others out: it listens on the loopback address alone; its address holds a
 * random token, without which everything is refused; a request must name that address as its host,
 * so that no foreign name that resolves to this machine is served; and one that changes anything
 * must come from the page itself, by its origin and a header that other origins cannot send.
 */
public final class Explorer implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int TOKEN_BYTES = 24;
  private static final int MOST_BYTES = 16 << 20;
  private static final int SHOWN_ENTRIES = 100;
  private static final int THUMBNAIL = 96;
  private static final String HEADER = "X-Decipher";
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final Logger LOG = Logger.getLogger(Explorer.class.getName());

  private final ReportSamples samples;
  private final ClassSplitter splitter;
  private final String by;
  private final ReportData data;
  private final ClassCatalogue catalogue;
  private final CorrectionJournal journal;
  private final HttpServer server;
  private final ExecutorService threads;
  private final String token;
  private Described described = new Described(-1, "");

  /** What was described, and after which entry of the journal. */
  private record Described(int entry, String json) {}

  private Explorer(
      ReportData data,
      ClassCatalogue catalogue,
      ReportSamples samples,
      ClassSplitter splitter,
      String by,
      CorrectionJournal journal,
      HttpServer server) {
    this.data = data;
    this.catalogue = catalogue;
    this.samples = samples;
    this.splitter = splitter;
    this.by = by;
    this.journal = journal;
    this.server = server;
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    threads =
        Executors.newFixedThreadPool(
            4,
            work -> {
              Thread thread = new Thread(work, "explorer");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts to serve.
   *
   * @param run the directory of a run that found classes
   * @param found the classes that it found
   * @param samples those of the run, in data order
   * @param splitter parts classes
   * @param by who corrects; may be empty
   * @param port to listen on; 0 for any that is free
   * @throws ConfigurationException if another explorer has the run, the directory is no run's, or
   *     the port is taken
   * @throws DecipherException if a file is damaged
   */
  public static Explorer start(
      Path run, Labels found, ReportSamples samples, ClassSplitter splitter, String by, int port) {
    CorrectionJournal journal = CorrectionJournal.open(run, found);
    try {
      ReportData data = RunReport.of(run, samples, RunReport.Limits.live());
      ClassCatalogue catalogue = ClassCatalogue.of(run, samples);
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
      Explorer explorer = new Explorer(data, catalogue, samples, splitter, by, journal, server);
      server.setExecutor(explorer.threads);
      server.createContext("/", explorer::serve);
      server.start();
      return explorer;
    } catch (IOException e) {
      journal.close();
      throw new ConfigurationException(
          List.of("port " + port + " cannot be listened on: " + e + "; name another, or none"));
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Returns the address of the page. Whoever knows it can read and correct the run. */
  public URI address() {
    return URI.create(origin() + "/" + token + "/");
  }

  private String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Stops serving; what was corrected is on disk already. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    journal.close();
  }

  /** A request that is answered otherwise than as asked. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String message) {
      super(message);
      this.status = status;
    }
  }

  /** An answer, whole. */
  @SuppressWarnings("ArrayRecordComponent") // on its way to a browser, never compared
  private record Answer(String type, byte[] content) {
    static Answer json(String json) {
      return new Answer("application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    try {
      Answer answer = answer(exchange);
      send(exchange, answer);
    } catch (Refusal e) {
      refuse(exchange, e.status, String.valueOf(e.getMessage()));
    } catch (DecipherException e) {
      refuse(exchange, 409, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw e; // the browser has gone
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a request failed", e);
      refuse(exchange, 500, "an error inside Decipher: " + e);
    } finally {
      exchange.close();
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, Refusal {
    String path = checked(exchange);
    boolean post = exchange.getRequestMethod().equals("POST");
    if (post) {
      requireOwnPage(exchange);
      return switch (path) {
        case "correct" -> corrected(body(exchange));
        case "split" -> parted(body(exchange));
        case "undo" -> after(journal.undo(by));
        case "redo" -> after(journal.redo(by));
        default -> throw new Refusal(404, "there is no such page");
      };
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      throw new Refusal(405, "only GET and POST are answered");
    }
    if (path.startsWith("array/")) {
      String name = path.substring("array/".length());
      if (!data.names().contains(name)) {
        throw new Refusal(404, "there is no such array");
      }
      return new Answer("application/octet-stream", data.array(name));
    }
    if (path.startsWith("thumbnail/")) {
      return new Answer("image/png", picture(path, "thumbnail/").within(THUMBNAIL).toPng());
    }
    if (path.startsWith("picture/")) {
      return new Answer("image/png", picture(path, "picture/").toPng());
    }
    if (path.startsWith("sound/")) {
      return new Answer(
          "audio/wav",
          samples
              .sound(sample(path, "sound/"))
              .orElseThrow(() -> new Refusal(404, "this sample has no sound")));
    }
    return switch (path) {
      case "" -> new Answer("text/html; charset=utf-8", page());
      case "header.json" -> Answer.json(data.header());
      case "state.json" -> Answer.json(JSON.toJson(state()));
      case "labels" -> new Answer("application/octet-stream", labels());
      case "classes.json" -> Answer.json(describe());
      case "corrections.csv" ->
          new Answer("text/csv; charset=utf-8", journal.csv().getBytes(StandardCharsets.UTF_8));
      default -> throw new Refusal(404, "there is no such page");
    };
  }

  private static byte[] page() {
    return ReportPage.live().getBytes(StandardCharsets.UTF_8);
  }

  private Picture picture(String path, String start) throws Refusal {
    return samples
        .picture(sample(path, start))
        .orElseThrow(() -> new Refusal(404, "this sample has no picture"));
  }

  private int sample(String path, String start) throws Refusal {
    String number = path.substring(start.length());
    if (!number.matches("\\d{1,9}") || Integer.parseInt(number) >= samples.count()) {
      throw new Refusal(404, "there is no such sample");
    }
    return Integer.parseInt(number);
  }

  /** Returns the path behind the token. */
  private String checked(HttpExchange exchange) throws Refusal {
    String host = exchange.getRequestHeaders().getFirst("Host");
    int port = server.getAddress().getPort();
    if (host == null || !(host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port))) {
      throw new Refusal(403, "this server answers to its own address alone");
    }
    String path = exchange.getRequestURI().getPath();
    int end = path.indexOf('/', 1);
    String given = end < 0 ? "" : path.substring(1, end);
    if (!MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8))) {
      throw new Refusal(403, "open the whole address that `decipher explore` printed");
    }
    return path.substring(end + 1);
  }

  private void requireOwnPage(HttpExchange exchange) throws Refusal {
    String origin = exchange.getRequestHeaders().getFirst("Origin");
    String host = exchange.getRequestHeaders().getFirst("Host");
    boolean own = origin != null && origin.equals("http://" + host);
    if (!own || exchange.getRequestHeaders().getFirst(HEADER) == null) {
      throw new Refusal(403, "only the page itself corrects");
    }
  }

  private static String body(HttpExchange exchange) throws IOException, Refusal {
    byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
    if (bytes.length > MOST_BYTES) {
      throw new Refusal(413, "a correction has at most " + MOST_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Answer corrected(String json) {
    journal.add(CorrectionJson.parse(json, samples.count()), by);
    return Answer.json(JSON.toJson(state()));
  }

  private Answer parted(String text) throws Refusal {
    int label;
    try {
      label = JsonParser.parseString(text).getAsJsonObject().get("class").getAsInt();
    } catch (JsonParseException
        | IllegalStateException
        | NumberFormatException
        | NullPointerException
        | UnsupportedOperationException e) {
      throw new Refusal(400, "expected a JSON object with the number of a class");
    }
    int[] members = journal.classes().members(label);
    int[] part =
        splitter
            .part(members)
            .orElseThrow(
                () ->
                    new DecipherException(
                        "class " + label + " does not part into groups of any size"));
    journal.add(new Correction.Split(label, SampleSet.of(part), "tree"), by);
    return Answer.json(JSON.toJson(state()));
  }

  private Answer after(Optional<CorrectionJournal.Entry> done) {
    JsonObject state = state();
    state.addProperty("done", done.isPresent());
    return Answer.json(JSON.toJson(state));
  }

  private JsonObject state() {
    CorrectedClasses classes = journal.classes();
    JsonObject json = new JsonObject();
    List<CorrectionJournal.Entry> entries = journal.entries();
    json.addProperty("entries", entries.size());
    json.addProperty("holding", journal.holding().size());
    json.addProperty("by", by);
    JsonObject names = new JsonObject();
    classes.names().forEach((label, name) -> names.addProperty(Integer.toString(label), name));
    json.add("names", names);
    json.addProperty("reviewed", classes.reviewed().toString());
    json.addProperty("next", classes.next());
    JsonArray answers = new JsonArray();
    for (Correction answer : classes.answers()) {
      JsonObject one = new JsonObject();
      one.addProperty("same", answer instanceof Correction.Same);
      one.addProperty("samples", CorrectionJson.samples(answer));
      answers.add(one);
    }
    json.add("answers", answers);
    JsonArray log = new JsonArray();
    for (int i = Math.max(0, entries.size() - SHOWN_ENTRIES); i < entries.size(); i++) {
      JsonObject one = new JsonObject();
      CorrectionJournal.Entry entry = entries.get(i);
      one.addProperty("entry", entry.number());
      one.addProperty("at", entry.at());
      one.addProperty("by", entry.by());
      one.addProperty("says", entry.says());
      one.addProperty("holds", journal.holds(entry));
      log.add(one);
    }
    json.add("log", log);
    return json;
  }

  private byte[] labels() {
    int[] labels = journal.classes().labels();
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * labels.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(labels);
    return bytes.array();
  }

  /** Describing takes a second of a large run, so it is done once an entry. */
  private synchronized String describe() {
    int entry = journal.entries().size();
    if (described.entry != entry) {
      described = new Described(entry, catalogue.describe(journal.classes().labels()));
    }
    return described.json;
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    secure(exchange);
    exchange.getResponseHeaders().set("Content-Type", answer.type);
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null && answer.type.equals("audio/wav")) {
      sendPart(exchange, answer, range);
      return;
    }
    exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
    exchange.sendResponseHeaders(200, answer.content.length == 0 ? -1 : answer.content.length);
    exchange.getResponseBody().write(answer.content);
  }

  private static void sendPart(HttpExchange exchange, Answer answer, String range)
      throws IOException {
    int size = answer.content.length;
    int[] part = part(range, size);
    if (part == null) {
      exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
      exchange.sendResponseHeaders(416, -1);
      return;
    }
    exchange
        .getResponseHeaders()
        .set("Content-Range", "bytes " + part[0] + "-" + part[1] + "/" + size);
    int count = part[1] - part[0] + 1;
    exchange.sendResponseHeaders(206, count);
    exchange.getResponseBody().write(answer.content, part[0], count);
  }

  /** Returns the first and the last byte of a range of one part, or null if there is none. */
  static int @Nullable [] part(String range, int size) {
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return null;
    }
    long first = matcher.group(1).isEmpty() ? -1 : number(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? size - 1L : number(matcher.group(2));
    if (first < 0) { // the last so many
      first = Math.max(0, size - last);
      last = size - 1L;
    }
    last = Math.min(last, size - 1L);
    return first > last ? null : new int[] {(int) first, (int) last};
  }

  private static long number(String digits) {
    return digits.length() > 10 ? Integer.MAX_VALUE : Long.parseLong(digits);
  }

  private static void secure(HttpExchange exchange) {
    var headers = exchange.getResponseHeaders();
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
  }

  private static void refuse(HttpExchange exchange, int status, String message) throws IOException {
    secure(exchange);
    JsonObject json = new JsonObject();
    json.addProperty("problem", message);
    byte[] content = JSON.toJson(json).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(status, content.length);
    exchange.getResponseBody().write(content);
  }
}
