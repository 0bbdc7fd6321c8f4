// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.identity;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Loader;
import io.decipher.api.Progress;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.numerics.Points;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The identity projection, for clustering the features themselves. In many dimensions distances are
 * much alike and densities carry little information, so it suits features of few columns, such as
 * the latents of a small model.
 */
public record Identity() implements Projector, Loader<IdentityProjection> {
  /**
   * {@inheritDoc}
   *
   * @throws io.decipher.api.DecipherException if a value is not finite
   * @implNote O(n d) time, no additional memory
   */
  @Override
  public IdentityProjection fit(FloatMatrix points, RunContext run) {
    run.step(new Progress("identity", 0, ""));
    Points.requireFinite(points, "identity");
    run.step(new Progress("identity", 1, ""));
    return new IdentityProjection(points);
  }

  @Override
  public IdentityProjection load(Path directory) throws IOException {
    return IdentityProjection.restore(directory);
  }
}
