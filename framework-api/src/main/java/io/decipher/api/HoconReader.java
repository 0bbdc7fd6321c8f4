// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads untrusted HOCON: it accesses nothing outside the file's folder, and rejects input that
 * would exhaust the heap or the stack before parsing it.
 */
final class HoconReader {
  /** Real configurations have some kilobytes; anything longer than this is not one. */
  private static final long MOST_BYTES = 4 << 20;

  /**
   * The HOCON parser is recursive; Decipher's configurations nest about ten levels deep at most.
   */
  private static final int MOST_NESTED = 100;

  /** The name of the configuration in a run directory. */
  private static final String OF_RUN = "decipher.conf";

  /** The folder of a run's checkpoints, which exists until the run has ended. */
  private static final String GOES_ON = "checkpoints";

  private HoconReader() {}

  static Settings configuration(Path file) {
    Path folder = folder(file);
    return read(file, new FolderIncluder(file.toString(), folder, 0), true);
  }

  /** Reads a file so that its values know the folder of the file that contains them. */
  static Settings located(Path file) {
    if (isOfRun(file)) {
      return configuration(file);
    }
    return LocatedPaths.mark(configuration(file), file, folder(file));
  }

  /** Returns whether a file is the configuration in a run directory. */
  private static boolean isOfRun(Path file) {
    Path name = file.getFileName();
    Path run = file.toAbsolutePath().getParent();
    return name != null
        && name.toString().equals(OF_RUN)
        && run != null
        && (Files.exists(run.resolve(Manifest.FILE)) || Files.isDirectory(run.resolve(GOES_ON)));
  }

  static Settings isolated(Path file) {
    return read(file, new NoIncluder(file.toString()), false);
  }

  static Settings text(String origin, String text) {
    checkNesting(origin, text);
    return resolved(() -> ConfigFactory.parseString(text, options(origin)), origin, true);
  }

  /** Returns parse options for a text that has no file and must not include any. */
  static ConfigParseOptions options(String origin) {
    return ConfigParseOptions.defaults()
        .setSyntax(ConfigSyntax.CONF)
        .setAllowMissing(false)
        .setIncluder(new NoIncluder(origin))
        .setOriginDescription(origin);
  }

  private static Settings read(Path file, ConfigIncluder includer, boolean environment) {
    String text = content(file);
    ConfigParseOptions options = options(file.toString()).setIncluder(includer);
    return resolved(() -> ConfigFactory.parseString(text, options), file.toString(), environment);
  }

  /** Returns a file's text after checking its size and nesting. */
  private static String content(Path file) {
    if (!Files.isRegularFile(file)) {
      throw problem(file + ": " + InputFile.problem(file) + "; expected a configuration in HOCON");
    }
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw problem(file + ": has " + size + " bytes; a configuration has at most " + MOST_BYTES);
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      checkNesting(file.toString(), text);
      return text;
    } catch (CharacterCodingException e) {
      throw problem(file + ": is not UTF-8; expected a configuration in HOCON");
    } catch (IOException e) {
      throw problem(file + ": cannot be read: " + e);
    }
  }

  private static Settings resolved(Supplier<Config> parse, String origin, boolean environment) {
    try {
      ConfigObject parsed = parse.get().root();
      EnvironmentReferences references = EnvironmentReferences.of(parsed);
      ConfigResolveOptions options =
          ConfigResolveOptions.defaults().setUseSystemEnvironment(environment);
      return new Settings("", "", references.mark(parsed.toConfig().resolve(options).root()));
    } catch (ConfigException.UnresolvedSubstitution e) {
      throw problem(
          e.getMessage()
              + (environment
                  ? ""
                  : "; a file that Decipher wrote refers to no environment variable"));
    } catch (ConfigException e) {
      throw problem(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw problem(origin + ": is nested too deeply to be read");
    }
  }

  /**
   * Rejects text whose brackets nest too deeply for the recursive parser.
   *
   * @throws ConfigurationException with the line
   */
  static void checkNesting(String origin, String text) {
    int depth = 0;
    int line = 1;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        line++;
        quoted = false; // only triple-quoted strings continue, and brackets in them count
      } else if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == '{' || c == '[' || c == '(')) {
        depth++;
        if (depth > MOST_NESTED) {
          throw problem(
              origin
                  + ": "
                  + line
                  + ": brackets are nested more than "
                  + MOST_NESTED
                  + " deep, which no configuration needs");
        }
      } else if (!quoted && (c == '}' || c == ']' || c == ')')) {
        depth = Math.max(0, depth - 1);
      }
    }
  }

  private static Path folder(Path file) {
    try {
      Path parent = file.toRealPath().getParent();
      return parent == null ? file.toAbsolutePath() : parent;
    } catch (IOException e) {
      return file.toAbsolutePath();
    }
  }

  private static ConfigurationException problem(@Nullable String text) {
    return new ConfigurationException(List.of(String.valueOf(text)));
  }

  /** Refuses to include anything that is not a file. */
  private abstract static class Refusing
      implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
    private final String including;

    Refusing(String including) {
      this.including = including;
    }

    final ConfigException refusal(String what, String why) {
      return new ConfigException.Parse(
          ConfigOriginFactory.newSimple(including), "include of " + what + " is refused: " + why);
    }

    @Override
    public final ConfigIncluder withFallback(ConfigIncluder fallback) {
      return this; // never delegates to the library's own includer, which reads from anywhere
    }

    @Override
    public final ConfigObject includeURL(ConfigIncludeContext context, URL what) {
      throw refusal(
          "url(" + what + ")", "nothing is read from the network; include a file beside this one");
    }

    @Override
    public final ConfigObject includeResources(ConfigIncludeContext context, String what) {
      throw refusal(
          "classpath(" + what + ")", "only files below the folder of the including file are read");
    }
  }

  /** For text that has no folder of its own, or must not include anything. */
  private static final class NoIncluder extends Refusing {
    NoIncluder(String including) {
      super(including);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      throw refusal(what, "this configuration must not include others");
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.toString());
    }
  }

  /** Includes files below one folder; links are resolved before the check. */
  private static final class FolderIncluder extends Refusing {
    private static final int MOST_CHAINED = 20;

    private final Path folder;
    private final int chained;

    FolderIncluder(String including, Path folder, int chained) {
      super(including);
      this.folder = folder;
      this.chained = chained;
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      if (what.contains("://")) {
        throw refusal(what, "nothing is read from the network; include a file beside this one");
      }
      Path named;
      try {
        named = folder.resolve(what);
        if (!Files.exists(named) && Files.exists(folder.resolve(what + ".conf"))) {
          named = folder.resolve(what + ".conf");
        }
        if (!Files.exists(named)) {
          throw refusal(what, "there is no file " + named);
        }
        named = named.toRealPath();
      } catch (IOException | IllegalArgumentException e) {
        throw refusal(what, "it cannot be read: " + e);
      }
      if (!named.startsWith(folder)) {
        throw refusal(
            what, "only files below the folder of the including file, " + folder + ", are read");
      }
      if (chained == MOST_CHAINED) {
        throw refusal(what, "files include each other more than " + MOST_CHAINED + " deep");
      }
      Path parent = named.getParent();
      ConfigIncluder inner =
          new FolderIncluder(named.toString(), parent == null ? folder : parent, chained + 1);
      try {
        return ConfigFactory.parseString(
                content(named), options(named.toString()).setIncluder(inner))
            .root();
      } catch (UncheckedIOException e) {
        throw refusal(what, "it cannot be read: " + e);
      }
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return include(context, what.toString());
    }
  }
}
