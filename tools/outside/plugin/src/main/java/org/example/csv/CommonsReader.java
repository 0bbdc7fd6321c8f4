// SPDX-License-Identifier: Apache-2.0
package org.example.csv;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Files of numbers whose names end in .commons. */
public record CommonsReader() implements SampleReader {
  @Override
  public boolean accepts(Path path) {
    return path.toString().endsWith(".commons") && Files.isRegularFile(path);
  }

  @Override
  public int priority() {
    return 10;
  }

  @Override
  public Samples read(Path path, RunContext run) {
    List<float[]> rows = new ArrayList<>();
    try (Reader in = Files.newBufferedReader(path)) {
      for (CSVRecord cells : CSVFormat.DEFAULT.parse(in)) {
        float[] row = new float[cells.size()];
        for (int j = 0; j < row.length; j++) {
          row[j] = Float.parseFloat(cells.get(j));
        }
        rows.add(row);
      }
    } catch (IOException | NumberFormatException e) {
      throw new DecipherException(path + ": cannot be read: " + e, e);
    }
    FloatMatrix matrix = FloatMatrix.ofRows(rows.toArray(float[][]::new));
    return Samples.of(matrix, SampleType.vector(matrix.columns()));
  }
}
