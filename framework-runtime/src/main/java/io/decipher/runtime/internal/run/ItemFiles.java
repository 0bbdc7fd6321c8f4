// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import io.decipher.api.DecipherException;
import io.decipher.api.OutputFile;
import io.decipher.runtime.internal.data.Items;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.text.TableFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes the results for each sample and class, as text and in other installed formats. */
public final class ItemFiles {
  private static final String STEM = "items.";

  private ItemFiles() {}

  /** Writes {@code items.csv} and {@code classes.csv}, and the items in all other formats. */
  public static void write(Items items, RunDirectory directory, Consumer<String> warn) {
    directory.writeText(Items.CLASSES, items.classes());
    writeItems(items, directory, warn);
  }

  /**
   * Writes {@code items.csv}, and the same in all other installed formats. If one of these cannot
   * be written, for instance since its library does not support the machine, there is a warning.
   */
  public static void writeItems(Items items, RunDirectory directory, Consumer<String> warn) {
    directory.writeText(Items.FILE, items.table());
    convert(STEM, directory, warn);
  }

  /**
   * Writes a table of the directory in all other installed formats, like {@link #writeItems}.
   *
   * @param stem the name of the table before {@code csv}, including the dot
   */
  public static void convert(String stem, RunDirectory directory, Consumer<String> warn) {
    Path table = directory.path().resolve(stem + "csv");
    for (TableFormat format : TableFormat.installed()) {
      String name = stem + format.ending();
      try {
        directory.write(name, file -> format.writeItems(table, file));
      } catch (DecipherException | LinkageError e) {
        if (e instanceof DecipherException known
            && known.getCause() instanceof IOException failed
            && OutputFile.isDiskFull(table, failed)) {
          throw known; // another run would produce the file
        }
        warn.accept(
            name + " could not be written (" + e.getMessage() + "); " + stem + "csv has it all");
      }
    }
  }
}
