// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.http;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HTTP server that is only reachable from this machine: it listens on the loopback address, and a
 * request must name that address or {@code localhost} as its host, so that a foreign name that
 * resolves to this machine is not served. Errors are answered with JSON containing a readable
 * {@code problem}, never with a stack trace.
 */
public final class LoopbackServer implements AutoCloseable {
  static {
    // Headers and body are two packets; the second would wait 40 ms for the first to be
    // acknowledged.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true"); // before the server's class loads
    }
  }

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final long MOST_DRAINED = 64 << 20;
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
  private static final Gson JSON =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();
  private static final Logger LOG = Logger.getLogger(LoopbackServer.class.getName());

  private final HttpServer server;
  private final ExecutorService threads;
  private final Handler handler;

  /** Answers requests, several at once, on different threads. */
  @FunctionalInterface
  public interface Handler {
    /**
     * Returns the answer to a request.
     *
     * @throws Refusal to refuse the request
     * @throws DecipherException likewise, with status 409
     * @throws IOException if the client has disconnected
     */
    Answer answer(HttpExchange exchange) throws IOException, Refusal;
  }

  /** A refusal of a request. */
  public static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates a refusal.
     *
     * @param status HTTP status
     * @param message what is wrong and what to do, for users
     */
    public Refusal(int status, String message) {
      super(message);
      this.status = status;
    }

    /** Returns the HTTP status. */
    public int status() {
      return status;
    }
  }

  /**
   * A complete answer.
   *
   * @param type content type, e.g. {@code image/png}
   */
  @SuppressWarnings("ArrayRecordComponent") // on its way to a browser, never compared
  public record Answer(String type, byte[] content) {
    /** Returns a JSON answer. */
    public static Answer json(String json) {
      return new Answer("application/json; charset=utf-8", json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private LoopbackServer(HttpServer server, ExecutorService threads, Handler handler) {
    this.server = server;
    this.threads = threads;
    this.handler = handler;
  }

  /**
   * Starts the server.
   *
   * @param port to listen on; 0 for any free port
   * @param most maximum number of concurrent requests; others wait
   * @param name name of the threads
   * @throws ConfigurationException if the port is taken
   */
  public static LoopbackServer start(int port, int most, String name, Handler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), 0);
      ExecutorService threads =
          Executors.newFixedThreadPool(
              most,
              work -> {
                Thread thread = new Thread(work, name);
                thread.setDaemon(true);
                return thread;
              });
      LoopbackServer started = new LoopbackServer(server, threads, handler);
      server.setExecutor(threads);
      server.createContext("/", started::serve);
      server.start();
      return started;
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          List.of(
              "port "
                  + port
                  + " cannot be used to listen on: "
                  + e
                  + "; use another, or"
                  + " leave --port out"));
    }
  }

  /** Returns the server's origin, e.g. {@code http://127.0.0.1:8700}. */
  public String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Stops the server. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    try {
      requireOwnHost(exchange);
      send(exchange, handler.answer(exchange));
    } catch (Refusal e) {
      refuse(exchange, e.status, String.valueOf(e.getMessage()));
    } catch (DecipherException e) {
      refuse(exchange, 409, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw e; // the client has disconnected
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a request failed", e);
      refuse(exchange, 500, "an error inside Decipher: " + e);
    } finally {
      exchange.close();
    }
  }

  private void requireOwnHost(HttpExchange exchange) throws Refusal {
    String host = exchange.getRequestHeaders().getFirst("Host");
    int port = server.getAddress().getPort();
    if (host == null || !(host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port))) {
      throw new Refusal(403, "this server answers only to its own address");
    }
  }

  /**
   * Returns the body of a request.
   *
   * @param most maximum number of bytes
   * @param what description of the body, for the refusal if it is larger
   */
  public static byte[] body(HttpExchange exchange, int most, String what)
      throws IOException, Refusal {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    boolean said = length != null && length.matches("\\d{1,18}");
    byte[] bytes =
        said && Long.parseLong(length) > most
            ? new byte[0]
            : exchange.getRequestBody().readNBytes(most + 1);
    if (bytes.length > most || (said && Long.parseLong(length) > most)) {
      drain(exchange.getRequestBody());
      throw new Refusal(413, what + " has at most " + most + " bytes");
    }
    return bytes;
  }

  /**
   * Reads the rest, up to a limit, since a client that is still sending would not see the refusal.
   */
  private static void drain(InputStream rest) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (long read = 0; read < MOST_DRAINED; ) {
      int count = rest.read(buffer);
      if (count < 0) {
        return;
      }
      read += count;
    }
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

  /** Returns the first and last byte of a single range, or null if the range is invalid. */
  static int @Nullable [] part(String range, int size) {
    Matcher matcher = RANGE.matcher(range);
    if (!matcher.matches() || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
      return null;
    }
    long first = matcher.group(1).isEmpty() ? -1 : number(matcher.group(1));
    long last = matcher.group(2).isEmpty() ? size - 1L : number(matcher.group(2));
    if (first < 0) { // the last bytes
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
