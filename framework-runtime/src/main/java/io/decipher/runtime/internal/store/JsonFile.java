// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads JSON written by Decipher. */
final class JsonFile {
  private JsonFile() {}

  /**
   * Applies {@code reading} to the object in a file.
   *
   * @throws DamagedFileException if the file contains no object, or not what {@code reading}
   *     expects
   */
  static <T> T read(Path file, Function<JsonObject, T> reading) throws IOException {
    String text = Files.readString(file);
    JsonElement json;
    try {
      json = JsonParser.parseString(text);
    } catch (JsonParseException e) {
      throw new DamagedFileException(file + " is not what was written: it is not JSON", e);
    }
    try {
      return reading.apply(json.getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | IllegalArgumentException
        | NullPointerException
        | ClassCastException
        | UnsupportedOperationException e) { // thrown by Gson for values of other types
      throw new DamagedFileException(file + " is not what was written: " + e.getMessage(), e);
    }
  }
}
