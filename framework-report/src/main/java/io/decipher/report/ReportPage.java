// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import io.decipher.api.DecipherException;
import io.decipher.api.OutputFile;
import io.decipher.api.Sha256;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;

/**
 * The HTML page with the data of a report embedded: a single self-contained file. Its content
 * security policy prevents it from loading anything else or running other scripts.
 */
public final class ReportPage {
  /** The file name of the page in a run directory. */
  public static final String FILE = "report.html";

  private static final String SCRIPT = resource("page.js");
  private static final String STYLE = resource("page.css");
  private static final int LINE = 3 << 14; // a multiple of 3, so that only the end is padded

  private ReportPage() {}

  /**
   * Writes the page with embedded data, atomically.
   *
   * @throws DecipherException if it cannot be written
   */
  public static void write(Path file, ReportData data) {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    try {
      Files.deleteIfExists(part); // a link of that name would lead elsewhere
      try {
        try (BufferedWriter out = Files.newBufferedWriter(part, StandardOpenOption.CREATE_NEW)) {
          write(out, data);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part); // it would take up space needed for later output
      }
    } catch (IOException e) {
      throw new DecipherException(file + " cannot be written: " + OutputFile.problem(file, e), e);
    }
  }

  /** Writes the page with embedded data. */
  static void write(Writer out, ReportData data) throws IOException {
    out.write(head("'none'", "data: blob:"));
    out.write("<script type=\"application/json\" id=\"header\">");
    out.write(inScript(data.header()));
    out.write("</script>\n");
    for (String name : data.names()) {
      out.write("<script type=\"text/plain\" data-array=\"" + inAttribute(name) + "\">");
      byte[] bytes = data.array(name);
      for (int at = 0; at < bytes.length; at += LINE) {
        int count = Math.min(LINE, bytes.length - at);
        byte[] chunk = java.util.Arrays.copyOfRange(bytes, at, at + count);
        out.write(new String(Base64.getEncoder().encode(chunk), StandardCharsets.ISO_8859_1));
      }
      out.write("</script>\n");
    }
    out.write(end());
  }

  /** Returns the page without data, which it then requests from the server that sent it. */
  public static String live() {
    return head("'self'", "'self' data: blob:") + end();
  }

  private static String head(String connect, String media) {
    return "<!doctype html>\n"
        + "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
        + hash(SCRIPT)
        + "; style-src "
        + hash(STYLE)
        + "; img-src "
        + media
        + "; media-src "
        + media
        + "; connect-src "
        + connect
        + "; base-uri 'none'; form-action 'none'\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"referrer\" content=\"no-referrer\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n"
        + "<link rel=\"icon\" href=\"data:,\">\n"
        + "<title>Decipher</title>\n<style>"
        + STYLE
        + "</style>\n</head>\n<body>\n<div id=\"app\"><p class=\"loading\">Reading the report"
        + " …</p></div>\n<noscript><p>This page draws the report with a script of its own; allow"
        + " scripts for this file to see it.</p></noscript>\n";
  }

  private static String end() {
    return "<script>" + SCRIPT + "</script>\n</body>\n</html>\n";
  }

  /** Escapes JSON, without changing its value, so that nothing in it can end the script element. */
  static String inScript(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
  }

  private static String inAttribute(String text) {
    return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
  }

  private static String hash(String text) {
    byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
  }

  private static String resource(String name) {
    try (InputStream in = ReportPage.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new IllegalStateException(
            "page/" + name + " is missing; app-web/build.mjs makes it, and it is committed");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (text.contains("</script") || text.contains("</style") || text.contains("<!--")) {
        throw new IllegalStateException("page/" + name + " would end the element it stands in");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException("page/" + name + " cannot be read", e);
    }
  }
}
