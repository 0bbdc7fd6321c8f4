// SPDX-License-Identifier: Apache-2.0

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Makes pages of the documents and of every setting, and checks that no link leads nowhere. */
public final class Site {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), HeadingAnchorExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer RENDERER =
      HtmlRenderer.builder().extensions(EXTENSIONS).build();

  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"]+)\"");
  private static final Pattern ANCHOR = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");

  private static final String STYLE =
      "body{max-width:60rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}"
          + "table{border-collapse:collapse;display:block;overflow-x:auto}"
          + "td,th{border:1px solid #8884;padding:.3rem .6rem;vertical-align:top}"
          + "pre{background:#8882;padding:.8rem;overflow-x:auto}img{max-width:100%}"
          + "@media(prefers-color-scheme:dark){body{background:#111;color:#ddd}a{color:#8bf}}";

  private final Path root;
  private final Path site;
  private final boolean hasApi;
  private final Set<Path> folders = new TreeSet<>(); // of the project, that documents lead to

  private Site(Path root, Path site) {
    this.root = root;
    this.site = site;
    this.hasApi = Files.exists(site.resolve("api/index.html"));
  }

  /** Arguments: the project's folder, and the folder to write to. */
  public static void main(String[] arguments) throws IOException {
    Site made = new Site(Path.of(arguments[0]), Path.of(arguments[1]));
    made.documents();
    made.settings();
    made.listings();
    List<String> broken = made.broken();
    broken.forEach(System.err::println);
    if (!broken.isEmpty()) {
      System.err.println(broken.size() + " links lead nowhere");
      System.exit(1);
    }
    System.out.println(made.site.resolve("index.html"));
  }

  private void documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")) {
      documents.add(root.resolve(name));
    }
    try (Stream<Path> files = Files.walk(root.resolve("docs"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (file.toString().endsWith(".md")) {
          documents.add(file);
        } else {
          copy(file);
        }
      }
    }
    for (String name : List.of("LICENSE", "NOTICE", "plugin-mnist/NOTICE")) {
      copy(root.resolve(name));
    }
    for (Path document : documents) {
      Path relative = root.relativize(document);
      String html = RENDERER.render(PARSER.parse(Files.readString(document)));
      html =
          LINK.matcher(html)
              .replaceAll(
                  found ->
                      found
                          .group()
                          .replace(found.group(1), page(document, found.group(1)))
                          .replace("$", "\\$"));
      write(Path.of(name(relative)), title(html, relative), html);
    }
  }

  /** A folder that a document leads to is a page of what is in it. */
  private void listings() throws IOException {
    for (Path folder : folders) {
      StringBuilder html = new StringBuilder("<h1>" + folder + "</h1>\n<ul>\n");
      try (Stream<Path> files = Files.list(root.resolve(folder))) {
        for (Path file : files.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          String page = Path.of(name(root.relativize(file))).getFileName().toString();
          boolean isPage = Files.exists(site.resolve(folder.toString()).resolve(page));
          html.append(
              isPage ? "<li><a href=\"" + page + "\">" + name + "</a>\n" : "<li>" + name + "\n");
        }
      }
      write(folder.resolve("index.html"), folder.toString(), html + "</ul>\n");
    }
  }

  private void copy(Path file) throws IOException {
    Path target = site.resolve(root.relativize(file).toString());
    Files.createDirectories(target.getParent());
    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns what the page of a document is called; the README is the first one. */
  private static String name(Path document) {
    return document.toString().equals("README.md")
        ? "index.html"
        : document.toString().replace('\\', '/').replaceAll("\\.md$", ".html");
  }

  /**
   * Returns where a link of a document leads in the site: to a page, or to a file or folder of the
   * project.
   */
  private String page(Path document, String link) {
    if (link.matches("(?:https?|mailto):.*") || link.startsWith("#")) {
      return link;
    }
    int mark = link.indexOf('#');
    String file = mark < 0 ? link : link.substring(0, mark);
    Path target = document.resolveSibling(file).normalize();
    Path relative = root.relativize(target);
    Path own = Path.of(name(root.relativize(document))).resolveSibling("x").getParent();
    Path base = own == null ? Path.of("") : own;
    if (Files.isDirectory(target)) {
      folders.add(relative);
      return base.relativize(Path.of(relative + "/index.html")).toString();
    }
    return base.relativize(Path.of(name(relative))) + (mark < 0 ? "" : link.substring(mark));
  }

  private static String title(String html, Path document) {
    MatchResult heading =
        Pattern.compile("<h1[^>]*>(.*?)</h1>").matcher(html).results().findFirst().orElse(null);
    return heading == null ? document.toString() : heading.group(1).replaceAll("<[^>]+>", "");
  }

  private void write(Path page, String title, String html) throws IOException {
    Path target = site.resolve(page.toString());
    Files.createDirectories(target.getParent());
    String up = "../".repeat(page.getNameCount() - 1);
    Files.writeString(
        target,
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\""
            + " content=\"width=device-width\"><title>"
            + title
            + "</title><style>"
            + STYLE
            + "</style><nav><a href=\""
            + up
            + "index.html\">Decipher</a> · <a href=\""
            + up
            + "docs/index.html\">guide</a> · <a href=\""
            + up
            + "settings.html\">settings</a>"
            + (hasApi ? " · <a href=\"" + up + "api/index.html\">Javadoc</a>" : "")
            + "</nav>\n"
            + html
            + "</html>\n");
  }

  /** A page of every setting with its default and what it means, of the files that say so. */
  private void settings() throws IOException {
    StringBuilder html = new StringBuilder("<h1>Settings</h1>\n");
    html.append(
        "<p>Those of the jobs, then those of each plugin, whose <code>type</code> names it.</p>\n");
    Config jobs =
        ConfigFactory.parseFile(
            root.resolve(
                    "framework-runtime/src/main/resources/io/decipher/runtime/internal/config/defaults.conf")
                .toFile());
    html.append("<h2 id=\"jobs\">The jobs</h2>\n");
    table(html, "decipher", jobs.root().toConfig().getObject("decipher"));
    Map<String, Map<String, ConfigObject>> plugins = new TreeMap<>();
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : folders.sorted().toList()) {
        Path file = folder.resolve("src/main/resources/reference.conf");
        if (Files.exists(file) && !folder.endsWith("examples")) {
          Config all = ConfigFactory.parseFile(file.toFile()).resolve();
          ConfigObject kinds = all.getObject("decipher.defaults");
          for (String kind : kinds.keySet()) {
            ConfigObject named = (ConfigObject) kinds.get(kind);
            named.forEach(
                (name, block) ->
                    plugins
                        .computeIfAbsent(kind, missing -> new TreeMap<>())
                        .put(name, (ConfigObject) block));
          }
        }
      }
    }
    plugins.forEach(
        (kind, named) ->
            named.forEach(
                (name, block) -> {
                  String id = kind + "-" + name;
                  html.append(
                      "<h2 id=\"" + id + "\">" + kind + " <code>" + name + "</code></h2>\n");
                  table(html, "", block);
                }));
    if (plugins.size() < 5) {
      throw new IllegalStateException("only settings of " + plugins.keySet() + " were found");
    }
    write(Path.of("settings.html"), "Settings", html.toString());
  }

  private static void table(StringBuilder html, String path, ConfigObject block) {
    if (block.isEmpty()) {
      html.append("<p>None.</p>\n");
      return;
    }
    html.append("<table><tr><th>key</th><th>default</th><th>meaning</th></tr>\n");
    rows(html, path, block);
    html.append("</table>\n");
  }

  private static void rows(StringBuilder html, String path, ConfigObject block) {
    List<Map.Entry<String, ConfigValue>> entries = new ArrayList<>(block.entrySet());
    entries.sort(Comparator.comparingInt(entry -> entry.getValue().origin().lineNumber()));
    for (Map.Entry<String, ConfigValue> entry : entries) {
      String key = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      ConfigValue value = entry.getValue();
      boolean inner = value instanceof ConfigObject object && !object.isEmpty();
      html.append("<tr><td><code>" + escaped(key) + "</code></td><td>");
      if (!inner) {
        html.append(
            "<code>"
                + escaped(value.render(ConfigRenderOptions.concise().setJson(false)))
                + "</code>");
      }
      html.append(
          "</td><td>"
              + escaped(String.join(" ", value.origin().comments()).strip())
              + "</td></tr>\n");
      if (inner) {
        rows(html, key, (ConfigObject) value);
      }
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** Returns each link of a page of ours that leads to no file, or to no place in it. */
  private List<String> broken() throws IOException {
    List<String> broken = new ArrayList<>();
    List<Path> pages;
    try (Stream<Path> files = Files.walk(site)) {
      pages =
          files
              .filter(
                  file ->
                      file.toString().endsWith(".html") && !file.startsWith(site.resolve("api")))
              .toList();
    }
    for (Path page : pages) {
      for (MatchResult found : LINK.matcher(Files.readString(page)).results().toList()) {
        String link = found.group(1);
        if (link.matches("(?:https?|mailto|data):.*")) {
          continue;
        }
        int mark = link.indexOf('#');
        String file =
            URLDecoder.decode(mark < 0 ? link : link.substring(0, mark), StandardCharsets.UTF_8);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
          broken.add(site.relativize(page) + ": " + link);
        } else if (mark >= 0 && target.toString().endsWith(".html")) {
          String anchor = link.substring(mark + 1);
          boolean there =
              ANCHOR
                  .matcher(Files.readString(target))
                  .results()
                  .anyMatch(one -> one.group(1).equals(anchor));
          if (!there) {
            broken.add(site.relativize(page) + ": " + link);
          }
        }
      }
    }
    return broken;
  }
}
