// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The positions of one body's points in each frame, as written by pose trackers.
 *
 * @param name name of the track
 * @param frames number of frames
 * @param points for each point, its coordinates by name (x, y, z) and the tracker's confidence
 *     under {@link #CONFIDENCE}, each (frames)
 */
record PoseTrack(String name, int frames, Map<String, Map<String, double[]>> points) {
  /** Key of the tracker's confidence among the coordinates. */
  static final String CONFIDENCE = "likelihood";

  private static final String X = "x";
  private static final String Y = "y";

  /** Creates a track from columns named, in their last two parts, by point and coordinate. */
  static PoseTrack of(String name, int frames, List<List<String>> names, List<double[]> columns) {
    Map<String, Map<String, double[]>> points = new LinkedHashMap<>();
    for (int c = 0; c < columns.size(); c++) {
      List<String> parts = names.get(c);
      points
          .computeIfAbsent(parts.get(parts.size() - 2), unused -> new LinkedHashMap<>())
          .put(parts.get(parts.size() - 1), columns.get(c));
    }
    return new PoseTrack(name, frames, points);
  }

  /**
   * Returns the coordinates as channels: missing where a point was not reliably seen, and in the
   * body's own frame of reference if requested.
   *
   * @param pose settings
   * @param usual default confidence below which a point counts as not seen
   * @throws DecipherException if a point named in the settings does not exist
   */
  Log log(Path file, Series.Pose pose, double usual) {
    double least = pose.confidence().orElse(usual);
    Map<String, Map<String, double[]>> seen = new LinkedHashMap<>();
    points.forEach((point, coordinates) -> seen.put(point, seen(coordinates, least)));
    if (pose.centre().isPresent()) {
      align(file, pose, seen);
    }
    List<String> channels = new ArrayList<>();
    List<double[]> values = new ArrayList<>();
    seen.forEach(
        (point, coordinates) ->
            coordinates.forEach(
                (coordinate, channel) -> {
                  channels.add(point + " " + coordinate);
                  values.add(channel);
                }));
    if (channels.isEmpty()) {
      throw new DecipherException(
          file + ": " + name + " has no point besides the one to which all others are relative");
    }
    return new Log(name, List.copyOf(channels), values.toArray(double[][]::new), new double[0]);
  }

  private Map<String, double[]> seen(Map<String, double[]> coordinates, double least) {
    double[] confidence = coordinates.getOrDefault(CONFIDENCE, new double[0]);
    Map<String, double[]> kept = new LinkedHashMap<>();
    coordinates.forEach(
        (coordinate, channel) -> {
          if (coordinate.equals(CONFIDENCE)) {
            return;
          }
          double[] masked = channel.clone();
          for (int i = 0; i < confidence.length; i++) {
            masked[i] = confidence[i] >= least ? masked[i] : Double.NaN;
          }
          kept.put(coordinate, masked);
        });
    return kept;
  }

  /**
   * Moves the centre to the origin and rotates the front onto the x axis: what remains is the
   * posture, independent of position and orientation. The centre's own coordinates, now 0, are
   * dropped, as is the front's y.
   */
  private void align(Path file, Series.Pose pose, Map<String, Map<String, double[]>> seen) {
    String centre = pose.centre().orElseThrow();
    double[][] origin = point(file, seen, centre, "centre");
    double[] cosine = new double[frames];
    double[] sine = new double[frames];
    Arrays.fill(cosine, 1);
    pose.front()
        .ifPresent(
            front -> {
              double[][] ahead = point(file, seen, front, "front");
              for (int i = 0; i < frames; i++) {
                double dx = ahead[0][i] - origin[0][i];
                double dy = ahead[1][i] - origin[1][i];
                double length = Math.hypot(dx, dy);
                cosine[i] = length > 0 ? dx / length : Double.NaN;
                sine[i] = length > 0 ? dy / length : Double.NaN;
              }
            });
    for (Map<String, double[]> coordinates : seen.values()) {
      double[] x = coordinates.getOrDefault(X, new double[0]);
      double[] y = coordinates.getOrDefault(Y, new double[0]);
      for (int i = 0; i < Math.min(x.length, y.length); i++) {
        double dx = x[i] - origin[0][i];
        double dy = y[i] - origin[1][i];
        x[i] = cosine[i] * dx + sine[i] * dy;
        y[i] = cosine[i] * dy - sine[i] * dx;
      }
    }
    seen.remove(centre);
    pose.front().ifPresent(front -> seen.getOrDefault(front, new LinkedHashMap<>()).remove(Y));
  }

  /** Returns copies of a point's x and y, (2 x frames). */
  private double[][] point(
      Path file, Map<String, Map<String, double[]>> seen, String name, String setting) {
    Map<String, double[]> coordinates = seen.getOrDefault(name, Map.of());
    double[] x = coordinates.getOrDefault(X, new double[0]);
    double[] y = coordinates.getOrDefault(Y, new double[0]);
    if (x.length != frames || y.length != frames) {
      throw new DecipherException(
          file
              + ": has no point '"
              + name
              + "' with x and y, which pose."
              + setting
              + " names; its points are "
              + String.join(", ", seen.keySet()));
    }
    return new double[][] {x.clone(), y.clone()};
  }
}
