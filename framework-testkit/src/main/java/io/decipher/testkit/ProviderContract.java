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
 * What is asked of the provider of any plugin; the contracts of the kinds include it.
 *
 * <ul>
 *   <li>Its name is made of lower-case words joined by hyphens; its description is one line.
 *   <li>It is found: {@code provides} in module-info, and the same in {@code META-INF/services}, so
 *       that it works from a class path too.
 *   <li>Its defaults stand in {@code reference.conf} under {@code decipher.defaults.KIND.NAME}, are
 *       enough to make the plugin, and each key has a comment.
 *   <li>A setting it does not know is refused by name, with the nearest one it does know.
 * </ul>
 *
 * @param <T> what the provider makes
 */
public interface ProviderContract<T> {
  /** Returns the provider to test. */
  Provider<T> provider();

  /**
   * Returns what to set beside the defaults, to make the plugin small enough to test, without
   * {@code type}; the defaults alone if not overridden.
   */
  default Settings settings() {
    return Settings.empty();
  }

  /** Returns the plugin with {@link #settings} over its defaults. */
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

  /** Names are typed by people. */
  @Test
  default void its_name_is_lower_case_words_joined_by_hyphens() {
    assertThat(provider().name()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  }

  /** Descriptions are listed, a line a plugin. */
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

  /** What works on a module path works on a class path. */
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
   * {@code type = NAME} alone is a configuration. A plugin that cannot do without a setting of the
   * user's (the path of a file) overrides this and says so.
   */
  @Test
  default void its_defaults_make_a_plugin() {
    assertThat(provider().create(resolved(Settings.empty()))).isNotNull();
  }

  /** A person who prints the configuration reads what each key means. */
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

  /** A key that does nothing must not look as if it did. */
  @Test
  default void a_setting_it_does_not_know_is_refused() {
    Settings wrong = Settings.parse("my.conf", "no-such-thing-anywhere = 1").over(settings());
    assertThatThrownBy(() -> provider().create(resolved(wrong)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("my.conf: 1")
        .hasMessageContaining("no-such-thing-anywhere is no setting");
  }

  /** A typing error is answered by the right key. */
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
