// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.OutOfSampleProjection;
import io.decipher.api.Progress;
import io.decipher.api.Projection;
import io.decipher.api.Projector;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ProjectorProvider;

/** A projector onto random directions. */
public record Turn(int dimensions) implements Projector {
  public static final class Provider implements ProjectorProvider {
    @Override
    public String name() {
      return "turn";
    }

    @Override
    public String description() {
      return "Random directions, for the tests of the testkit";
    }

    @Override
    public Projector create(Settings settings) {
      return settings.as(Turn.class);
    }

    @Override
    public Class<?> yields() {
      return Turned.class;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Turned(FloatMatrix points, float[][] directions) implements OutOfSampleProjection {
    @Override
    public FloatMatrix project(FloatMatrix others, RunContext run) {
      return Turn.project(others, directions, run);
    }
  }

  @Override
  public Projection fit(FloatMatrix points, RunContext run) {
    for (int i = 0; i < points.rows(); i++) {
      for (int k = 0; k < points.columns(); k++) {
        if (!Float.isFinite(points.get(i, k))) {
          throw new DecipherException(
              "points, row " + i + ", column " + k + ": found " + points.get(i, k));
        }
      }
    }
    var random = run.random("turn/directions");
    float[][] directions = new float[dimensions][points.columns()];
    for (float[] direction : directions) {
      for (int k = 0; k < direction.length; k++) {
        direction[k] = (float) random.nextGaussian();
      }
    }
    return new Turned(project(points, directions, run), directions);
  }

  private static FloatMatrix project(FloatMatrix points, float[][] directions, RunContext run) {
    float[] out = new float[points.rows() * directions.length];
    for (int i = 0; i < out.length; i++) {
      run.step(new Progress("turn", (double) i / out.length, ""));
      float[] direction = directions[i % directions.length];
      for (int k = 0; k < direction.length; k++) {
        out[i] += direction[k] * points.get(i / directions.length, k);
      }
    }
    return FloatMatrix.wrap(points.rows(), directions.length, out);
  }
}
