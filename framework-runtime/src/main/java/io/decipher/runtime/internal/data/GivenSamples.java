// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import io.decipher.api.Dataset;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;

/** A data set of samples provided by a program, which cannot be read from a configuration. */
public record GivenSamples(Samples samples) implements DatasetProvider {
  /** Its type in the configuration of such a run. */
  public static final String NAME = "given";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "samples given by the program";
  }

  @Override
  public Dataset create(Settings settings) {
    Samples given = samples;
    return new Dataset() {
      @Override
      public SampleType type() {
        return given.type();
      }

      @Override
      public Samples train() {
        return given;
      }
    };
  }
}
