// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.FoundClasses;
import io.decipher.api.Plugins;
import io.decipher.api.ResultWriter;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.store.RunDirectory;
import java.util.List;

/** The tables that plugins write for other programs, in the folder {@code tables}. */
public final class ResultTables {
  private static final String FOLDER = "tables";

  private ResultTables() {}

  /** Lets every plugin that accepts the samples write; creates no folder if there is none. */
  public static void write(
      Plugins plugins, Samples samples, FoundClasses found, RunDirectory directory) {
    List<ResultWriter> writers = plugins.writers(samples);
    if (writers.isEmpty()) {
      return;
    }
    directory.writeDirectory(
        FOLDER,
        path -> {
          for (ResultWriter writer : writers) {
            writer.write(samples, found, path);
          }
        });
  }
}
