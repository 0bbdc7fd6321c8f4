// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import io.decipher.api.PluginKind;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The contract of the provider of any plugin, which the contracts of the kinds include.
 *
 * <ul>
 *   <li>Its name consists of lower-case words joined by hyphens; its description is one line.
 *   <li>It can be discovered: by {@code provides} in module-info, and by the same entry in {@code
 *       META-INF/services}, so that it works on a class path as well.
 *   <li>Its defaults are in {@code reference.conf} under {@code decipher.defaults.KIND.NAME},
 *       suffice to create the plugin, and each key has a comment.
 *   <li>An unknown setting is rejected by name, with the most similar known one.
 * </ul>
 *
 * @param <T> the type of the plugin
 */
public interface ProviderContract<T> {
  /** Returns the provider to test. */
  Provider<T> provider();

  /**
   * Returns settings, without {@code type}, that make the plugin small enough for tests; by default
   * none.
   */
  default Settings settings() {
    return Settings.empty();
  }

  /** Returns the plugin with {@link #settings} laid over its defaults. */
  default T plugin() {
    return provider().create(resolved(settings()));
  }

  private PluginKind kind() {
    for (PluginKind kind : PluginKind.values()) {
      if (kind.service().isInstance(provider())) {
        return kind;
      }
    }
    throw new AssertionError(provider().getClass() + " implements no plugin service");
  }

  private Settings resolved(Settings settings) {
    return Plugins.of(List.of(provider()))
        .resolve(kind().service(), settings.with("type", provider().name()));
  }

  /** Users type the names. */
  @Test
  default void its_name_is_lower_case_words_joined_by_hyphens() {
    assertThat(provider().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  /** Descriptions are listed, one line per plugin. */
  @Test
  default void its_description_is_one_line() {
    assertThat(provider().description()).isNotBlank().doesNotContain("\n").hasSizeLessThan(101);
  }

  /** {@code Plugins.discover()} finds it by kind and name. */
  @Test
  default void it_is_discovered() {
    Settings block = Settings.parse("test", "type = " + provider().name());
    assertThat(Plugins.discover().provider(kind().service(), block)).hasSameClassAs(provider());
  }

  /** A plugin works on a class path as it does on a module path. */
  @Test
  default void the_services_file_names_what_the_module_provides() throws IOException {
    String service = kind().service().getName();
    Module module = provider().getClass().getModule();
    List<String> listed = new ArrayList<>();
    if (module.isNamed()) {
      try (InputStream in = module.getResourceAsStream("META-INF/services/" + service)) {
        assertThat(in).as("META-INF/services/%s in %s", service, module).isNotNull();
        listed.addAll(names(in));
      }
      List<String> provided =
          module.getDescriptor().provides().stream()
              .filter(provides -> provides.service().equals(service))
              .flatMap(provides -> provides.providers().stream())
              .toList();
      assertThat(listed).containsExactlyInAnyOrderElementsOf(provided);
    } else {
      ClassLoader loader = provider().getClass().getClassLoader();
      for (URL url : Collections.list(loader.getResources("META-INF/services/" + service))) {
        try (InputStream in = url.openStream()) {
          listed.addAll(names(in));
        }
      }
    }
    assertThat(listed).contains(provider().getClass().getName());
  }

  private static List<String> names(InputStream services) throws IOException {
    return new String(services.readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("#.*", "").strip())
        .filter(line -> !line.isEmpty())
        .toList();
  }

  /**
   * {@code type = NAME} alone is a valid configuration. A plugin that requires a setting of the
   * user (such as the path of a file) overrides this test with an explanation.
   */
  @Test
  default void its_defaults_make_a_plugin() {
    assertThat(provider().create(resolved(Settings.empty()))).isNotNull();
  }

  /** A printed configuration documents each key. */
  @Test
  default void each_default_has_a_comment() {
    Settings defaults = resolved(Settings.empty()).without("type");
    List<String> lines = defaults.render().lines().toList();
    for (String key : defaults.keys()) {
      int line = 0;
      while (line < lines.size() && !lines.get(line).matches("\"?" + key + "\"?\\s*[=:{].*")) {
        line++;
      }
      assertThat(line > 0 && lines.get(line - 1).strip().startsWith("#"))
          .as("'%s' has a comment in reference.conf", key)
          .isTrue();
    }
  }

  /** A key without effect must not appear to have one. */
  @Test
  default void a_setting_it_does_not_know_is_refused() {
    Settings wrong = Settings.parse("my.conf", "no-such-thing-anywhere = 1").over(settings());
    assertThatThrownBy(() -> provider().create(resolved(wrong)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("my.conf: 1")
        .hasMessageContaining("no-such-thing-anywhere is no setting");
  }

  /** A misspelt key is answered with the correct one. */
  @Test
  default void a_misspelt_setting_is_answered_with_the_right_one() {
    for (String key : resolved(Settings.empty()).without("type").keys()) {
      Settings wrong = Settings.parse("my.conf", key + "x = 1").over(settings());
      assertThatThrownBy(() -> provider().create(resolved(wrong)))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("did you mean '" + key + "'?");
    }
  }
}
