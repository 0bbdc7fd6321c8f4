// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.explorer;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
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
import io.decipher.report.http.LoopbackServer;
import io.decipher.report.http.LoopbackServer.Answer;
import io.decipher.report.http.LoopbackServer.Refusal;
import java.io.IOException;
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

/**
 * Serves the page of a run to a browser on this machine, and stores corrections made there.
 *
 * <p>Access is restricted in four ways: the server listens on the loopback address only; its URL
 * contains a random token, without which every request is refused; a request must name a loopback
 * host, so that a foreign name that resolves to this machine is not served; and a request that
 * changes anything must come from the page itself, shown by its origin and a header that other
 * origins cannot send.
 */
public final class Explorer implements AutoCloseable {
  private static final int TOKEN_BYTES = 24;
  private static final int MOST_BYTES = 16 << 20;
  private static final int SHOWN_ENTRIES = 100;
  private static final int THREADS = 4;
  private static final int THUMBNAIL = 96;
  private static final String HEADER = "X-Decipher";
  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private final ReportSamples samples;
  private final ClassSplitter splitter;
  private final String by;
  private final ReportData data;
  private final ClassCatalogue catalogue;
  private final CorrectionJournal journal;
  private final LoopbackServer server;
  private final String token;
  private Described described = new Described(-1, "");

  /** A description, and the number of journal entries that it reflects. */
  private record Described(int entry, String json) {}

  private Explorer(
      ReportData data,
      ClassCatalogue catalogue,
      ReportSamples samples,
      ClassSplitter splitter,
      String by,
      CorrectionJournal journal,
      int port) {
    this.data = data;
    this.catalogue = catalogue;
    this.samples = samples;
    this.splitter = splitter;
    this.by = by;
    this.journal = journal;
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    server = LoopbackServer.start(port, THREADS, "explorer", this::answer);
  }

  /**
   * Starts the server.
   *
   * @param run the directory of a run that found classes
   * @param found the classes that it found
   * @param samples the run's samples, in data order
   * @param splitter splits classes
   * @param by author of the corrections; may be empty
   * @param port to listen on; 0 for any free port
   * @throws ConfigurationException if another explorer has the run open, it is not a run directory,
   *     or the port is taken
   * @throws DecipherException if a file is damaged
   */
  public static Explorer start(
      Path run, Labels found, ReportSamples samples, ClassSplitter splitter, String by, int port) {
    CorrectionJournal journal = CorrectionJournal.open(run, found);
    try {
      ReportData data = RunReport.of(run, samples, RunReport.Limits.live());
      ClassCatalogue catalogue = ClassCatalogue.of(run, samples);
      return new Explorer(data, catalogue, samples, splitter, by, journal, port);
    } catch (RuntimeException e) {
      journal.close();
      throw e;
    }
  }

  /** Returns the URL of the page. Anyone who knows it can read and correct the run. */
  public URI address() {
    return URI.create(server.origin() + "/" + token + "/");
  }

  /** Stops the server; all corrections are already on disk. */
  @Override
  public void close() {
    server.close();
    journal.close();
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

  /** Returns the path after the token. */
  private String checked(HttpExchange exchange) throws Refusal {
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
      throw new Refusal(403, "corrections are accepted from the page itself only");
    }
  }

  private static String body(HttpExchange exchange) throws IOException, Refusal {
    return new String(
        LoopbackServer.body(exchange, MOST_BYTES, "a correction"), StandardCharsets.UTF_8);
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
                        "class " + label + " cannot be split into groups of any size"));
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

  /** A description takes a second for a large run, so it is cached until the next entry. */
  private synchronized String describe() {
    int entry = journal.entries().size();
    if (described.entry != entry) {
      described = new Described(entry, catalogue.describe(journal.classes().labels()));
    }
    return described.json;
  }
}
