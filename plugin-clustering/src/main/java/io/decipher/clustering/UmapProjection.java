package io.decipher.clustering;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Neighbourhoods;
import io.decipher.api.Projection;
import java.util.Arrays;

/** A layout by {@link Umap}. */
public final class UmapProjection implements Projection, Neighbourhoods {
  private final FloatMatrix points;
  private final int[] nearest;
  private final int count;

  UmapProjection(FloatMatrix points, int[] nearest, int count) {
    this.points = points;
    this.nearest = nearest;
    this.count = count;
  }

  /** Returns where each point lies, (n x dimensions), in the layout's own units. */
  @Override
  public FloatMatrix points() {
    return points;
  }

  /** Returns the nearest other points of a point in the space that was laid out, nearest first. */
  @Override
  public int[] neighbours(int point) {
    return Arrays.copyOfRange(nearest, point * count + 1, (point + 1) * count);
  }
}
