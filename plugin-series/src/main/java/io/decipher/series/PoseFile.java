// SPDX-License-Identifier: Apache-2.0
package io.decipher.series;

import io.decipher.api.DecipherException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads poses from HDF5: SLEAP's analysis files, and DeepLabCut's tables as written by pandas
 * ({@code table} and {@code fixed}), of one animal or several.
 *
 * @see <a href="https://doi.org/10.1038/s41592-022-01426-1">Pereira et al. 2022 (SLEAP)</a>
 * @see <a href="https://doi.org/10.1038/s41593-018-0209-y">Mathis et al. 2018 (DeepLabCut)</a>
 */
final class PoseFile {
  /** Confidence below which DeepLabCut itself treats a point as not seen. */
  static final double DEEPLABCUT = 0.6;

  private static final double SLEAP = 0.2;
  private static final byte[] MAGIC = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final List<String> ENDINGS = List.of(".h5", ".hdf5", ".hdf");
  private static final long MOST_VALUES = 1L << 28;
  private static final String SCORES = "point_scores";
  private static final String EXPECTED =
      "expected SLEAP's analysis file (tracks, node_names) or a table of DeepLabCut's";

  private final Path file;

  private PoseFile(Path file) {
    this.file = file;
  }

  static boolean isNamed(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && ENDINGS.stream().anyMatch(name::endsWith);
  }

  static boolean isHdf5(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Reads the tracks of a file.
   *
   * @param name the name of its series, if there is only one; else the track's name is appended
   * @throws DecipherException if it cannot be read, or contains no poses
   */
  static List<Log> read(Series recipe, Path path, String name) {
    if (!isHdf5(path)) {
      throw new DecipherException(
          path + ": is not an HDF5 file, although its name says so; " + EXPECTED);
    }
    try (HdfFile hdf = new HdfFile(path)) {
      return new PoseFile(path).tracks(recipe, hdf, name);
    } catch (DecipherException e) {
      throw e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // The library fails in many ways on damaged files.
      throw new DecipherException(
          path + ": is damaged or of an unknown kind of HDF5 (" + e + "); " + EXPECTED, e);
    }
  }

  private List<Log> tracks(Series recipe, HdfFile hdf, String name) {
    if (hdf.getChildren().get("tracks") instanceof Dataset tracks
        && hdf.getChildren().get("node_names") instanceof Dataset nodes) {
      return sleap(recipe, hdf, tracks, nodes, name);
    }
    for (Node node : hdf.getChildren().values()) {
      if (node instanceof Group group) {
        if (group.getChildren().get("table") instanceof Dataset table) {
          return deepLabCut(recipe, table(group, table), name);
        }
        if (group.getChildren().get("block0_values") instanceof Dataset block) {
          return deepLabCut(recipe, fixed(group, block), name);
        }
      }
    }
    throw new DecipherException(
        file + ": holds " + String.join(", ", hdf.getChildren().keySet()) + "; " + EXPECTED);
  }

  /** Columns of a table, each (frames), with the parts of their names. */
  private record Frame(List<List<String>> names, List<double[]> columns) {}

  private void requireSize(Dataset dataset) {
    long size = 1;
    for (int side : dataset.getDimensions()) {
      size = Math.multiplyExact(size, Math.max(1, side));
    }
    if (size > MOST_VALUES) {
      throw new DecipherException(
          file + ": " + dataset.getName() + " has " + size + " values; at most 2^28 are read");
    }
  }

  private Frame table(Group group, Dataset table) {
    requireSize(table);
    Attribute axes = group.getAttribute("non_index_axes");
    if (axes == null || !(table.getData() instanceof Map<?, ?> fields)) {
      throw new DecipherException(file + ": its table does not name its columns; " + EXPECTED);
    }
    List<List<String>> names;
    try {
      names = PickledNames.of(String.valueOf(axes.getData()));
    } catch (IllegalArgumentException e) {
      throw new DecipherException(
          file + ": the names of its columns are " + e.getMessage() + "; export it as CSV", e);
    }
    List<double[]> columns = new ArrayList<>();
    fields.forEach(
        (field, values) -> {
          if (String.valueOf(field).startsWith("values_block_")) {
            columns.addAll(columns(values));
          }
        });
    return frame(names, columns);
  }

  private Frame fixed(Group group, Dataset block) {
    requireSize(block);
    Map<String, Node> parts = group.getChildren();
    List<double[]> codes = new ArrayList<>();
    List<String[]> levels = new ArrayList<>();
    for (int level = 0; parts.containsKey("block0_items_level" + level); level++) {
      levels.add(texts(parts, "block0_items_level" + level));
      codes.add(
          flat(((Dataset) parts.getOrDefault("block0_items_label" + level, block)).getDataFlat()));
    }
    List<double[]> columns = columns(block.getData());
    List<List<String>> names = new ArrayList<>();
    for (int c = 0; c < columns.size(); c++) {
      List<String> name = new ArrayList<>();
      for (int level = 0; level < levels.size(); level++) {
        name.add(levels.get(level)[(int) codes.get(level)[c]]);
      }
      names.add(name);
    }
    return frame(names, columns);
  }

  private Frame frame(List<List<String>> names, List<double[]> columns) {
    boolean fits =
        names.size() == columns.size()
            && !columns.isEmpty()
            && names.stream().allMatch(name -> name.size() == 3 || name.size() == 4);
    if (!fits) {
      throw new DecipherException(
          file
              + ": has "
              + columns.size()
              + " columns with "
              + names.size()
              + " names; expected scorer, (individual,) body part and coordinate of each");
    }
    return new Frame(names, columns);
  }

  /** DeepLabCut names columns by scorer, individual if there are several, body part, coordinate. */
  private List<Log> deepLabCut(Series recipe, Frame frame, String name) {
    return deepLabCut(recipe, file, name, frame.names, frame.columns);
  }

  /**
   * Creates series from DeepLabCut's columns, one per individual.
   *
   * @param names scorer, individual if there are several, body part, coordinate
   */
  static List<Log> deepLabCut(
      Series recipe, Path file, String name, List<List<String>> names, List<double[]> columns) {
    Map<String, List<Integer>> individuals = new LinkedHashMap<>();
    for (int c = 0; c < names.size(); c++) {
      List<String> parts = names.get(c);
      String individual = parts.size() == 4 ? parts.get(1) : "";
      individuals.computeIfAbsent(individual, unused -> new ArrayList<>()).add(c);
    }
    List<Log> logs = new ArrayList<>();
    individuals.forEach(
        (individual, own) -> {
          String title = individual.isEmpty() ? name : name + ":" + individual;
          PoseTrack track =
              PoseTrack.of(
                  title,
                  columns.get(0).length,
                  own.stream().map(names::get).toList(),
                  own.stream().map(columns::get).toList());
          logs.add(track.log(file, recipe.pose(), DEEPLABCUT));
        });
    return logs;
  }

  /** SLEAP: tracks (tracks x 2 x nodes x frames), scores (tracks x nodes x frames). */
  private List<Log> sleap(Series recipe, HdfFile hdf, Dataset tracks, Dataset nodes, String name) {
    requireSize(tracks);
    int[] shape = tracks.getDimensions();
    String[] points = texts(hdf.getChildren(), nodes.getName());
    if (shape.length != 4 || shape[1] != 2 || shape[2] != points.length) {
      throw new DecipherException(
          file
              + ": tracks is "
              + Arrays.toString(shape)
              + " for "
              + points.length
              + " nodes; expected (tracks x 2 x nodes x frames), as SLEAP exports for analysis");
    }
    int frames = shape[3];
    double[] places = flat(tracks.getDataFlat());
    double[] scores =
        hdf.getChildren().get(SCORES) instanceof Dataset known
            ? flat(known.getDataFlat())
            : new double[0];
    boolean scored = scores.length == places.length / 2;
    String[] titles =
        hdf.getChildren().containsKey("track_names")
            ? texts(hdf.getChildren(), "track_names")
            : new String[0];
    List<Log> logs = new ArrayList<>();
    for (int t = 0; t < shape[0]; t++) {
      Map<String, Map<String, double[]>> seen = new LinkedHashMap<>();
      boolean any = false;
      for (int p = 0; p < points.length; p++) {
        int x = ((t * 2) * points.length + p) * frames;
        int y = ((t * 2 + 1) * points.length + p) * frames;
        Map<String, double[]> coordinates = new LinkedHashMap<>();
        coordinates.put("x", Arrays.copyOfRange(places, x, x + frames));
        coordinates.put("y", Arrays.copyOfRange(places, y, y + frames));
        if (scored) {
          int score = (t * points.length + p) * frames;
          coordinates.put(PoseTrack.CONFIDENCE, Arrays.copyOfRange(scores, score, score + frames));
        }
        any |= Arrays.stream(coordinates.get("x")).anyMatch(value -> !Double.isNaN(value));
        seen.put(points[p], coordinates);
      }
      String title =
          shape[0] == 1 ? name : name + ":" + (t < titles.length ? titles[t] : "track " + t);
      if (any) {
        logs.add(new PoseTrack(title, frames, seen).log(file, recipe.pose(), SLEAP));
      }
    }
    if (logs.isEmpty()) {
      throw new DecipherException(file + ": none of its " + shape[0] + " tracks has a point");
    }
    return logs;
  }

  private String[] texts(Map<String, Node> parts, String name) {
    if (parts.get(name) instanceof Dataset dataset && dataset.getDataFlat() instanceof String[] s) {
      return s;
    }
    throw new DecipherException(file + ": " + name + " does not hold texts; " + EXPECTED);
  }

  /** Returns the columns of (rows x columns), or the single column of (rows). */
  private static List<double[]> columns(Object rows) {
    int count = Array.getLength(rows);
    if (count == 0 || !(rows instanceof Object[] arrays)) {
      return List.of(flat(rows));
    }
    int width = Array.getLength(arrays[0]);
    double[][] columns = new double[width][count];
    for (int i = 0; i < count; i++) {
      double[] row = flat(arrays[i]);
      for (int c = 0; c < width; c++) {
        columns[c][i] = row[c];
      }
    }
    return List.of(columns);
  }

  private static double[] flat(Object values) {
    return values instanceof double[] doubles
        ? doubles
        : IntStream.range(0, Array.getLength(values))
            .mapToDouble(i -> ((Number) Array.get(values, i)).doubleValue())
            .toArray();
  }
}
