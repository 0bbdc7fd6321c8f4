// SPDX-License-Identifier: Apache-2.0
package io.decipher.examples;

import io.decipher.api.Attributes;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Signals of unequal lengths from a text file: one per line, {@code name,site,value,value,…}. */
public record SignalsDataset(Path file, double rate) implements Dataset {
  @Override
  public SampleType type() {
    return train().type();
  }

  @Override
  public Samples train() {
    try {
      var lines = Files.readAllLines(file).stream().map(line -> line.split(",")).toList();
      return Samples.sequences(1, rate, lines.stream().map(SignalsDataset::values).toList())
          .withNames(lines.stream().map(line -> line[0]).toList())
          .withAttributes(
              Attributes.none(lines.size())
                  .withText("site", lines.stream().map(line -> line[1]).toList()));
    } catch (IOException | RuntimeException e) {
      throw new DecipherException(file + ": expected lines of name,site,value,…: " + e, e);
    }
  }

  private static float[] values(String[] line) {
    float[] signal = new float[line.length - 2];
    for (int i = 0; i < signal.length; i++) {
      signal[i] = Float.parseFloat(line[i + 2]);
    }
    return signal;
  }
}
