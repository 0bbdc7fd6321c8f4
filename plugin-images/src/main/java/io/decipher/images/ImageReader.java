// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.RunContext;
import io.decipher.api.SampleReader;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.nio.file.Path;

/**
 * Reads images with the default settings of {@link Images}. Callers that have the preparation of a
 * data set create the data set from it with another path instead.
 */
public record ImageReader() implements SampleReader {
  @Override
  public boolean accepts(Path path) {
    return Recognition.of(path).isPresent();
  }

  @Override
  public Samples read(Path path, RunContext run) {
    run.cancellation().throwIfCancelled();
    Reading.Result result = Reading.of(new Images(path));
    return reported(result, run);
  }

  /**
   * {@inheritDoc} Images that already have the wanted size and a dark background are left
   * unchanged: they have been prepared before.
   */
  @Override
  public Samples read(Path path, SampleType type, RunContext run) {
    if (!(type instanceof SampleType.Image wanted)
        || wanted.width() != wanted.height()
        || (wanted.channels() != 1 && wanted.channels() != 3)) {
      return read(path, run);
    }
    run.cancellation().throwIfCancelled();
    Reading.Result result = Reading.like(path, wanted);
    return reported(result, run);
  }

  private static Samples reported(Reading.Result result, RunContext run) {
    result.notes().forEach(run::warn);
    run.cancellation().throwIfCancelled();
    return result.samples();
  }
}
