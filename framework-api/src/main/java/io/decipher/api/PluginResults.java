// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.jspecify.annotations.Nullable;

/**
 * Checks results of plugins against their contracts. A violation is reported with the plugin's
 * module, version and jar, since it is not an error of Decipher.
 */
public final class PluginResults {
  private PluginResults() {}

  /**
   * Returns the result of a clusterer.
   *
   * @param by the clusterer
   * @param points the number of points passed to it
   * @throws DecipherException if it is null, or there is not one label per point
   */
  public static ClusterModel clusters(@Nullable ClusterModel found, Object by, int points) {
    ClusterModel model = there(found, by, "fit", "a model of " + points + " points");
    FoundClasses classes = there(model.classes(), by, "classes", "a class a point");
    counted(classes.labels().size(), by, "labels", points, "points");
    return model;
  }

  /**
   * Returns the result of a projector.
   *
   * @param by the projector
   * @param rows the number of points passed to it
   * @throws DecipherException if it is null, or there is not one finite position per point
   */
  public static Projection projection(@Nullable Projection found, Object by, int rows) {
    Projection projection = there(found, by, "fit", "a projection of " + rows + " points");
    finite(rows(projection.points(), by, "points", rows), by, "points");
    return projection;
  }

  /**
   * Returns rows that a plugin computed from rows.
   *
   * @param by the plugin
   * @param what what they are, e.g. {@code "features"}
   * @param rows the number of rows passed to it
   * @throws DecipherException if they are null, or their number differs
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
   * Returns a plugin's result.
   *
   * @param method the method that returned it
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

  /** Returns the exception for a result that violates a contract. */
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
            + "; the contract of its kind in decipher-testkit detects this: report it to its"
            + " author");
  }
}
