// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.jspecify.annotations.Nullable;

/**
 * Holds what plugins return to what they promise. What does not keep it is refused with the
 * plugin's module, version and jar, since no part of Decipher is at fault.
 */
public final class PluginResults {
  private PluginResults() {}

  /**
   * Returns what a clusterer found.
   *
   * @param by the clusterer
   * @param points how many it was given
   * @throws DecipherException unless there is one label a point
   */
  public static ClusterModel clusters(@Nullable ClusterModel found, Object by, int points) {
    ClusterModel model = there(found, by, "fit", "a model of " + points + " points");
    FoundClasses classes = there(model.classes(), by, "classes", "a class a point");
    counted(classes.labels().size(), by, "labels", points, "points");
    return model;
  }

  /**
   * Returns what a projector laid out.
   *
   * @param by the projector
   * @param rows how many points it was given
   * @throws DecipherException unless there is one finite point for each
   */
  public static Projection projection(@Nullable Projection found, Object by, int rows) {
    Projection projection = there(found, by, "fit", "a projection of " + rows + " points");
    finite(rows(projection.points(), by, "points", rows), by, "points");
    return projection;
  }

  /**
   * Returns rows that a plugin computed of rows.
   *
   * @param by the plugin
   * @param what they are, e.g. {@code "features"}
   * @param rows how many it was given
   * @throws DecipherException unless there are as many
   */
  public static FloatMatrix rows(@Nullable FloatMatrix found, Object by, String what, int rows) {
    FloatMatrix matrix = there(found, by, what, rows + " rows");
    counted(matrix.rows(), by, what, rows, "rows");
    return matrix;
  }

  static void finite(FloatMatrix matrix, Object by, String what) {
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        float value = matrix.get(i, j);
        if (!Float.isFinite(value)) {
          throw refused(by, "gave " + value + " in row " + i + " of its " + what, "finite numbers");
        }
      }
    }
  }

  /**
   * Returns what a plugin returned.
   *
   * @param method that returned it
   * @param expected what it should have been
   * @throws DecipherException if it is null
   */
  public static <T> T there(@Nullable T found, Object by, String method, String expected) {
    if (found == null) {
      throw refused(by, "returned null from " + method + "()", expected);
    }
    return found;
  }

  private static void counted(int found, Object by, String what, int expected, String of) {
    if (found != expected) {
      throw refused(
          by, "gave " + found + " " + what + " for " + expected + " " + of, "one for each");
    }
  }

  /** Returns what to say of a result that breaks a promise. */
  static DecipherException broken(Object by, String did) {
    return refused(by, did, "what its interface promises");
  }

  private static String title(Object by) {
    Object plugin = by instanceof GuardedPlugin guarded ? guarded : GuardedPlugin.unguarded(by);
    return plugin instanceof GuardedPlugin guarded
        ? guarded.title()
        : Plugins.origin(plugin.getClass());
  }

  private static DecipherException refused(Object by, String did, String expected) {
    return new DecipherException(
        title(by)
            + " "
            + did
            + "; expected "
            + expected
            + "; the contract of its kind in decipher-testkit finds that, so tell whoever made it");
  }
}
