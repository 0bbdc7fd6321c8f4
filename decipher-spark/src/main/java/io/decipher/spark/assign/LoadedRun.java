// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.assign;

import io.decipher.api.DecipherException;
import io.decipher.api.FileTree;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.report.corrections.ClassNames;
import io.decipher.runtime.Recognition;
import io.decipher.runtime.SampleFiles;
import io.decipher.runtime.SavedClustering;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A saved run loaded into this JVM: shared by all tasks of an executor, since a model takes memory
 * and its engine serializes calls anyway.
 */
final class LoadedRun {
  /** The runs loaded by this executor, by digest; they are kept for its lifetime. */
  private static final Map<String, LoadedRun> LOADED = new ConcurrentHashMap<>();

  private static final float ROUNDING = 1e-4f;

  private final @Nullable Recognition recognition;
  private final @Nullable SavedClustering clustering;
  private final Map<Integer, String> names;

  private LoadedRun(
      @Nullable Recognition recognition,
      @Nullable SavedClustering clustering,
      Map<Integer, String> names) {
    this.recognition = recognition;
    this.clustering = clustering;
    this.names = names;
  }

  /**
   * The assignment of samples.
   *
   * @param novelty the fraction of the run's own samples that are less novel, (n); empty if the run
   *     cannot tell
   */
  record Assigned(Labels labels, FloatMatrix confidence, Optional<FloatMatrix> novelty) {}

  /** Returns a run, loading it if this JVM has not done so yet. */
  static LoadedRun of(RunArchive archive) {
    return LOADED.computeIfAbsent(archive.digest(), digest -> load(archive));
  }

  private static LoadedRun load(RunArchive archive) {
    try {
      // Otherwise Guice would define classes with sun.misc.Unsafe.
      System.setProperty("guice_bytecode_gen_option", "DISABLED");
      Path run = archive.unpack();
      try {
        Plugins plugins = Plugins.discover();
        Map<Integer, String> names = ClassNames.read(run);
        return Recognition.isKeptIn(run)
            ? new LoadedRun(Recognition.load(run, plugins), null, names)
            : new LoadedRun(null, SavedClustering.load(run, plugins), names);
      } finally {
        FileTree.delete(run);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what is wrong with the values of a sample; empty if they are valid. */
  Optional<String> problem(float[] values) {
    boolean image = recognition != null && recognition.type() instanceof SampleType.Image;
    int size =
        recognition != null
            ? recognition.type().size()
            : clustering != null ? clustering.columns() : values.length;
    if (values.length != size) {
      return Optional.of(
          "has "
              + values.length
              + " values; expected "
              + size
              + (recognition != null
                  ? ", since the run's samples are " + recognition.type()
                  : ", as the points that were clustered"));
    }
    for (int j = 0; j < values.length; j++) {
      float value = values[j];
      if (!Float.isFinite(value) || (image && !(value >= -ROUNDING && value <= 1 + ROUNDING))) {
        return Optional.of(
            "has the value "
                + value
                + " at "
                + j
                + (image
                    ? "; expected lightness in [0, 1]: divide by the greatest possible value"
                    : "; expected finite numbers"));
      }
    }
    return Optional.empty();
  }

  /**
   * Assigns samples independently of each other.
   *
   * @param values (n x size), none of which has a {@link #problem}
   * @param keep as in {@link Recognition#recognize}
   */
  Assigned assign(FloatMatrix values, double keep, RunContext run) {
    return recognition != null
        ? recognized(Samples.of(values, recognition.type()), keep, run)
        : grouped(values, run);
  }

  /** Assigns the samples of files. */
  Assigned assign(Samples samples, double keep, RunContext run) {
    return recognition != null ? recognized(samples, keep, run) : grouped(samples.toMatrix(), run);
  }

  private Assigned recognized(Samples samples, double keep, RunContext run) {
    if (recognition == null) {
      throw new IllegalStateException("the run is one of cluster");
    }
    Recognition.Recognized all = recognition.recognize(samples, keep, run);
    return new Assigned(
        all.found().labels(), all.found().strengths(), all.familiarity().map(LoadedRun::novelty));
  }

  private static FloatMatrix novelty(FloatMatrix familiarity) {
    float[] novelty = familiarity.toArray();
    for (int i = 0; i < novelty.length; i++) {
      novelty[i] = 1 - novelty[i];
    }
    return FloatMatrix.wrap(novelty.length, 1, novelty);
  }

  private Assigned grouped(FloatMatrix points, RunContext run) {
    if (clustering == null) {
      throw new IllegalStateException("the run is one of discover");
    }
    FoundClasses found = clustering.assign(points, run);
    return new Assigned(found.labels(), found.strengths(), Optional.empty());
  }

  /** Reads a file like the local `decipher assign`. */
  Samples read(Path file, RunContext run) {
    if (recognition != null) {
      SampleFiles files = recognition.read(List.of(file), run);
      return files.samples();
    }
    if (clustering == null) {
      throw new DecipherException("the run holds neither classes nor groups");
    }
    return clustering.read(file, run);
  }

  /** Returns the user-defined name of a class; null if it has none. */
  @Nullable String name(int label) {
    return names.get(label);
  }
}
