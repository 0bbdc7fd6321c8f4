// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import java.util.List;

/** An attribute of samples that a setting names. */
final class NamedAttribute {
  private NamedAttribute() {}

  /**
   * Returns the values of an attribute as text, (n); empty where one is missing.
   *
   * @param setting the key of the setting, for people
   * @throws DecipherException if there is no such attribute
   */
  static List<String> text(Attributes attributes, String setting, String name) {
    if (!attributes.has(name)) {
      throw new DecipherException(
          setting
              + " names '"
              + name
              + "', but samples have "
              + (attributes.names().isEmpty()
                  ? "no attributes; set dataset.attributes to a table"
                  : "these attributes: " + String.join(", ", attributes.names())));
    }
    return attributes.text(name);
  }
}
