// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.SampleReader;
import io.decipher.api.spi.Provider;
import io.decipher.testkit.SampleReaderContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class TableReaderContractTest extends SampleReaderContract {
  @Override
  public Provider<SampleReader> provider() {
    return new TableReaderProvider();
  }

  /** Gzipped, since half of a table in plain text is a table. */
  @Override
  public Path write(Path directory) throws IOException {
    Path file = directory.resolve("birds.csv.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          "ring,mass,wing\na,10.5,?\nb,12,5.5\nc,9.25,6\n"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }
}
