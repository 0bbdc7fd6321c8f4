// SPDX-License-Identifier: Apache-2.0
package io.decipher.clustering.hdbscan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import io.decipher.api.RunContext;
import io.decipher.clustering.Shapes;
import io.decipher.clustering.hdbscan.Hdbscan.Resolution;
import io.decipher.clustering.internal.common.ArrayFiles;
import io.decipher.clustering.internal.mst.DistinctPoints;
import io.decipher.clustering.internal.mst.Edges;
import io.decipher.clustering.internal.mst.MinimumSpanningTree;
import io.decipher.clustering.internal.mst.SingleLinkageTree;
import io.decipher.numerics.Metric;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdbscanFilesTest {
  private static final RunContext RUN = RunContext.seeded(1);
  private static final Hdbscan HDBSCAN = new Hdbscan(10, 5);

  @TempDir Path directory;

  private final FloatMatrix points = Shapes.groups(5, 150, 2, 3);

  private HdbscanModel saved() throws IOException {
    HdbscanModel model = HDBSCAN.fit(points, RUN);
    model.save(directory);
    return model;
  }

  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private Path manifest() {
    return directory.resolve("hdbscan.conf");
  }

  private static void assertSame(HdbscanModel restored, HdbscanModel model, FloatMatrix samples)
      throws IOException {
    assertThat(restored.classes()).isEqualTo(model.classes());
    for (int size : new int[] {2, 3, 7, 20, 100}) {
      assertThat(restored.cut(size)).isEqualTo(model.cut(size));
    }
    assertThat(restored.outlierScores()).isEqualTo(model.outlierScores());
    assertThat(restored.persistence()).isEqualTo(model.persistence());
    assertThat(restored.totalTreeWeight()).isEqualTo(model.totalTreeWeight());
    assertThat(restored.minClusterSize()).isEqualTo(model.minClusterSize());
    assertThat(restored.assign(samples, RUN)).isEqualTo(model.assign(samples, RUN));
    assertThat(restored.memberships()).isEqualTo(model.memberships());
    assertThat(restored.memberships(samples, RUN)).isEqualTo(model.memberships(samples, RUN));
    for (int label = 0; label < model.persistence().length; label++) {
      assertThat(restored.exemplars(label)).isEqualTo(model.exemplars(label));
    }
  }

  @Nested
  class A_saved_model {
    @Test
    void comes_back_the_same_whatever_the_settings() throws IOException {
      for (int seed = 0; seed < 60; seed++) {
        RandomGenerator random = new SplittableRandom(seed);
        Hdbscan hdbscan = HdbscanModelTest.settings(random);
        FloatMatrix some = HdbscanModelTest.points(random);
        HdbscanModel model = hdbscan.fit(some, RUN);
        model.save(directory);
        assertSame(hdbscan.load(directory), model, some);
      }
    }

    @Test
    void comes_back_though_it_has_hardly_any_points() throws IOException {
      for (int n = 0; n < 3; n++) {
        for (int d : new int[] {0, 2, 30}) {
          HdbscanModel model = HDBSCAN.fit(Shapes.equal(n, d), RUN);
          model.save(directory);
          assertSame(HDBSCAN.load(directory), model, Shapes.equal(4, d));
        }
      }
    }

    @Test
    void comes_back_without_coordinates() throws IOException {
      Edges tree =
          MinimumSpanningTree.of(DistinctPoints.of(points, Metric.EUCLIDEAN), 5, RUN).edges;
      HdbscanModel model = new HdbscanModel(HDBSCAN, SingleLinkageTree.of(150, tree), null);
      model.save(directory);
      assertThat(HDBSCAN.load(directory).classes()).isEqualTo(model.classes());
    }

    @Test
    void has_the_same_bytes_for_the_same_fit() throws IOException {
      saved();
      Map<String, byte[]> first = files();
      assertThat(first).hasSize(6).containsKey("hdbscan.conf");
      HDBSCAN.load(directory).save(directory);
      Map<String, byte[]> second = files();
      assertThat(second.keySet()).isEqualTo(first.keySet());
      second.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(first.get(name)));
    }

    @Test
    void can_be_cut_by_other_settings_but_not_by_another_metric_or_min_samples()
        throws IOException {
      saved();
      Hdbscan larger = new Hdbscan(30, 5);
      assertThat(larger.load(directory).classes()).isEqualTo(larger.fit(points, RUN).classes());
      assertRefused(
          () -> new Hdbscan(10, 7).load(directory),
          manifest()
              + ": was fitted with min-samples = 5, but the given settings amount to 7; set"
              + " min-samples = 5, or fit again");
      Hdbscan manhattan =
          new Hdbscan(
              OptionalInt.of(10),
              OptionalDouble.empty(),
              OptionalInt.of(5),
              ClusterSelection.LEAF,
              0,
              OptionalDouble.empty(),
              OptionalInt.empty(),
              false,
              Metric.MANHATTAN,
              Resolution.GIVEN);
      assertRefused(
          () -> manhattan.load(directory),
          manifest()
              + ": was fitted with metric = euclidean, but the given settings amount to"
              + " manhattan; set metric = euclidean, or fit again");
    }
  }

  @Nested
  class Saving_again {
    @Test
    void leaves_nothing_of_what_was_there() throws IOException {
      saved();
      HdbscanModel other = HDBSCAN.fit(Shapes.groups(6, 90, 4, 2), RUN);
      other.save(directory);
      assertThat(files()).hasSize(6);
      assertThat(HDBSCAN.load(directory).classes()).isEqualTo(other.classes());
    }

    @Test
    void leaves_the_old_or_the_new_wherever_it_is_killed() throws IOException {
      HdbscanModel old = saved();
      Map<String, byte[]> before = files();
      Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
      HdbscanModel other = HDBSCAN.fit(Shapes.groups(6, 150, 2, 2), RUN);
      other.save(elsewhere);
      // Its arrays, whole and in part, appear beside the old before the manifest takes its place.
      try (Stream<Path> all = Files.list(elsewhere)) {
        for (Path file : all.filter(each -> each.toString().endsWith(".npy")).toList()) {
          Files.writeString(directory.resolve("hdbscan-points.npy.part"), "half");
          assertThat(HDBSCAN.load(directory).classes()).isEqualTo(old.classes());
          Files.copy(file, directory.resolve(file.getFileName()));
          assertThat(HDBSCAN.load(directory).classes()).isEqualTo(old.classes());
        }
      }
      Files.writeString(directory.resolve("hdbscan.conf.part"), "half");
      assertThat(HDBSCAN.load(directory).classes()).isEqualTo(old.classes());
      Files.delete(directory.resolve("hdbscan.conf.part"));
      Files.write(manifest(), Files.readAllBytes(elsewhere.resolve("hdbscan.conf")));
      assertThat(HDBSCAN.load(directory).classes()).isEqualTo(other.classes());
      try (Stream<Path> all = Files.list(elsewhere)) {
        for (Path file : all.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(elsewhere);
      old.save(directory);
      assertThat(files().keySet()).isEqualTo(before.keySet());
    }

    @Test
    void leaves_the_files_of_others_alone() throws IOException {
      List<String> others =
          List.of("hdbscan-notes.txt", "points.npy", "umap-points-0123456789abcdef.npy");
      for (String name : others) {
        Files.writeString(directory.resolve(name), name);
      }
      saved();
      saved();
      assertThat(files().keySet()).containsAll(others).hasSize(6 + others.size());
    }
  }

  private static void assertRefused(ThrowingCallable reading, String message) {
    assertThatThrownBy(reading).isInstanceOf(DecipherException.class).hasMessage(message);
  }

  @Nested
  class What_is_broken_is_refused {
    @Test
    void a_missing_file_is_named() throws IOException {
      assertRefused(
          () -> HDBSCAN.load(directory),
          manifest() + ": there is no such file; expected the directory of a saved hdbscan model");
      saved();
      for (String name : files().keySet()) {
        Path file = directory.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        assertThatThrownBy(() -> HDBSCAN.load(directory))
            .isInstanceOf(DecipherException.class)
            .hasMessageStartingWith(file + ": there is no such file; ");
        Files.write(file, bytes);
      }
    }

    @Test
    void every_cut_and_every_flipped_bit_is_noticed() throws IOException {
      HDBSCAN.fit(Shapes.groups(5, 12, 2, 1), RUN).save(directory);
      for (Map.Entry<String, byte[]> entry : files().entrySet()) {
        Path file = directory.resolve(entry.getKey());
        byte[] bytes = entry.getValue();
        for (int at = 0; at < bytes.length; at++) {
          byte[] flipped = bytes.clone();
          flipped[at] ^= (byte) (1 << at % 8);
          Files.write(file, flipped);
          assertNamed(file);
          Files.write(file, Arrays.copyOf(bytes, at));
          assertNamed(file);
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertNamed(file);
        Files.write(file, bytes);
      }
      HDBSCAN.load(directory);
    }

    private void assertNamed(Path file) {
      assertThatThrownBy(() -> HDBSCAN.load(directory))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(file + ": ");
    }

    @Test
    void another_format_is_named() throws IOException {
      saved();
      for (String format : List.of("0", "2", "17")) {
        String text =
            Files.readString(manifest()).replaceFirst("format = \\d+", "format = " + format);
        Files.writeString(manifest(), text);
        assertRefused(
            () -> HDBSCAN.load(directory),
            manifest()
                + ": has format "
                + format
                + "; this Decipher reads format 1 (read it with the one that saved it, or fit"
                + " again)");
      }
      Files.writeString(manifest(), "something else");
      assertRefused(
          () -> HDBSCAN.load(directory),
          manifest() + ": has no line 'format = 1'; it was not saved by Decipher");
      Files.write(manifest(), new byte[100_000]);
      assertRefused(
          () -> HDBSCAN.load(directory),
          manifest() + ": has 100000 bytes; a manifest has at most 65536");
    }

    @Test
    void what_is_whole_but_makes_no_model_is_named() throws IOException {
      int[] left = {0, 2};
      int[] right = {1, 1};
      double[] ascending = {1, 2};
      forge(3, left, right, ascending);
      assertThat(HDBSCAN.load(directory).classes().labels().noise()).isEqualTo(3);
      String start = manifest() + ": names edges that do not form a tree: ";
      forge(3, left, new int[] {1, 3}, ascending);
      assertRefused(() -> HDBSCAN.load(directory), start + "edge 1 joins points 2 and 3");
      forge(3, new int[] {-1, 2}, right, ascending);
      assertRefused(() -> HDBSCAN.load(directory), start + "edge 0 joins points -1 and 1");
      forge(3, new int[] {0, 0}, right, ascending);
      assertRefused(() -> HDBSCAN.load(directory), start + "edge 1 joins points 0 and 1");
      for (double[] distances : new double[][] {{1, 0.5}, {1, Double.NaN}}) {
        forge(3, left, right, distances);
        assertRefused(
            () -> HDBSCAN.load(directory),
            start + "edge 1 is at distance " + distances[1] + ", less than one before");
      }
      forge(4, left, right, ascending);
      assertRefused(
          () -> HDBSCAN.load(directory),
          manifest()
              + ": expected an array 'from' of shape [3], found from [2], to [2], distance [2],"
              + " core [4]");
    }

    @Test
    void numbers_that_cannot_have_been_fitted_are_named() throws IOException {
      float[][] values = {{1, 2}, {3, Float.NaN}, {5, 6}};
      forgePoints(FloatMatrix.ofRows(values), new double[3]);
      assertThatThrownBy(() -> HDBSCAN.load(directory))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith(
              manifest() + ": in points: the value at row 1, column 1 is NaN; expected finite");
      for (double wrong : new double[] {-1, Double.NaN}) {
        forgePoints(Shapes.equal(3, 2), new double[] {0, 0, wrong});
        assertRefused(
            () -> HDBSCAN.load(directory),
            manifest() + ": in core: the value at row 2 is " + wrong + "; expected a distance");
      }
    }

    private void forgePoints(FloatMatrix of, double[] core) throws IOException {
      Map<String, ArrayFiles.Content> arrays = new LinkedHashMap<>();
      arrays.put("points", ArrayFiles.Content.of(of));
      arrays.put("core", ArrayFiles.Content.of(core));
      forge(3, new int[] {0, 2}, new int[] {1, 1}, new double[] {1, 2}, arrays);
    }

    private void forge(int rows, int[] left, int[] right, double[] distance) throws IOException {
      forge(rows, left, right, distance, Map.of("core", ArrayFiles.Content.of(new double[rows])));
    }

    private void forge(
        int rows, int[] left, int[] right, double[] distance, Map<String, ArrayFiles.Content> more)
        throws IOException {
      Map<String, ArrayFiles.Content> arrays = new LinkedHashMap<>();
      arrays.put("from", ArrayFiles.Content.of(left));
      arrays.put("to", ArrayFiles.Content.of(right));
      arrays.put("distance", ArrayFiles.Content.of(distance));
      arrays.putAll(more);
      Map<String, String> facts =
          Map.of("rows", "" + rows, "columns", "2", "metric", "euclidean", "min-samples", "2");
      ArrayFiles.write(directory, "hdbscan", 1, facts, arrays);
    }
  }

  @Test
  void the_files_are_what_numpy_reads_and_a_person_can_see() throws IOException {
    saved();
    String text = Files.readString(manifest(), StandardCharsets.UTF_8);
    assertThat(text)
        .contains(
            "format = 1", "rows = 150", "columns = 2", "metric = euclidean", "min-samples = 5")
        .contains("name = points, shape = [150, 2], sha256 = ");
    String name =
        files().keySet().stream().filter(each -> each.contains("points")).findAny().orElseThrow();
    assertThat(Npy.read(directory.resolve(name))).isEqualTo(points);
  }
}
