// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import com.google.inject.Guice;
import com.google.inject.Stage;
import com.google.inject.spi.Element;
import com.google.inject.spi.Elements;
import com.google.inject.spi.Message;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import java.util.List;

/** Creates the components that a configuration names, by Guice. */
public final class Wiring {
  private Wiring() {}

  /**
   * Returns the components.
   *
   * @param settings with the block {@code decipher}; missing settings have their defaults
   * @param plugins the plugins to which the settings refer
   * @throws ConfigurationException with everything that is wrong with the settings
   */
  public static Components of(Settings settings, Plugins plugins) {
    // The module records problems as elements; checking them first avoids Guice's own errors about
    // components that are missing as a consequence.
    List<Element> elements = Elements.getElements(new DecipherModule(settings, plugins));
    List<String> problems =
        elements.stream()
            .filter(Message.class::isInstance)
            .map(problem -> ((Message) problem).getMessage())
            .distinct()
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return Guice.createInjector(Stage.PRODUCTION, Elements.getModule(elements))
        .getInstance(Components.class);
  }
}
