// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.runtime.internal.config.FeatureEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Forecasts the heap memory that a run needs before it starts.
 *
 * <p>Samples that take more than a quarter of the heap need none, since they are read or computed
 * again in each pass ({@link Preparation#held}). Features of all samples are held in memory, and
 * computing them takes {@value #COPIES} times their size. That size is determined from the features
 * of a few samples.
 */
public final class MemoryForecast {
  /** The features, their scaled copy, and the column-wise copy for the neighbour search. */
  private static final int COPIES = 3;

  /** Few enough to be read quickly, and as many as most extractors need for fitting. */
  private static final int FEW = 16;

  private static final int MOST_VALUES = Integer.MAX_VALUE - 8;

  private final long most;

  /** Creates a forecast for the maximum heap size of this JVM. */
  public MemoryForecast() {
    this(Runtime.getRuntime().maxMemory());
  }

  /**
   * Creates a forecast.
   *
   * @param most the maximum heap size in bytes
   */
  MemoryForecast(long most) {
    this.most = most;
  }

  /**
   * Describes what a run with samples that are not held in memory requires; empty for samples that
   * are.
   *
   * @param samples before preprocessing
   * @param preprocessors the preprocessors
   * @param entries the features to compute, as far as the configuration names them
   * @return one sentence each, for the person who started the run
   * @throws DecipherException if the features do not fit, with sizes and what to do
   */
  public List<String> of(
      Samples samples, List<Preprocessor> preprocessors, List<FeatureEntry> entries) {
    if (Preparation.fits(samples, most)) {
      return List.of();
    }
    List<String> sentences = new ArrayList<>();
    sentences.add(
        String.format(
            Locale.ROOT,
            "%,d samples of %s are %s, more than a quarter of the heap, %s: they are not kept in"
                + " memory, but read again in each pass over them, of which training makes one"
                + " per epoch; a larger heap (DECIPHER_JAVA_OPTS=-Xmx%dg) can hold them",
            samples.count(),
            samples.type(),
            gigabytes(samples.bytes()),
            gigabytes(most),
            ((4 * samples.bytes()) >> 30) + 1));
    RunContext quiet = RunContext.seeded(0);
    Samples few =
        Preparation.apply(preprocessors, samples.slice(0, Math.min(FEW, samples.count())), quiet);
    for (FeatureEntry entry : entries) {
      Optional<Integer> columns = columns(entry, few, quiet);
      if (columns.isPresent()) {
        requireFits(entry.name(), samples.count(), columns.get());
        sentences.add(
            String.format(
                Locale.ROOT,
                "features '%s' will be %,d numbers per sample, %s in all, and need %s while they"
                    + " are computed",
                entry.name(),
                columns.get(),
                gigabytes(bytes(samples.count(), columns.get())),
                gigabytes(COPIES * bytes(samples.count(), columns.get()))));
      }
    }
    return sentences;
  }

  /**
   * Returns the number of values of an entry's features; empty if few samples do not determine it.
   */
  private static Optional<Integer> columns(FeatureEntry entry, Samples few, RunContext quiet) {
    try {
      return entry.extractor().map(extractor -> width(extractor.fit(few, quiet), few, quiet));
    } catch (DecipherException e) {
      return Optional.empty(); // reported for all samples, if it holds for them
    }
  }

  private static int width(Encoder encoder, Samples few, RunContext quiet) {
    return encoder.encode(few.slice(0, 1), quiet).columns();
  }

  /**
   * Checks that features fit into the heap while they are computed.
   *
   * @param name the name of the features
   * @param samples the number of samples
   * @param columns the number of values per sample
   * @throws DecipherException if they do not, with sizes and what to do
   */
  void requireFits(String name, int samples, int columns) {
    long bytes = bytes(samples, columns);
    boolean many = bytes / Float.BYTES > MOST_VALUES;
    if (many || COPIES * bytes > most) {
      throw new DecipherException(
          String.format(
              Locale.ROOT,
              "features '%s' of %,d samples are %,d numbers each, %s in all, and need %s while"
                  + " they are computed; %s. Use fewer samples, or coarser or other features%s",
              name,
              samples,
              columns,
              gigabytes(bytes),
              gigabytes(COPIES * bytes),
              many
                  ? "one matrix holds 2^31 - 9 numbers at most"
                  : "the heap is limited to " + gigabytes(most),
              many
                  ? ""
                  : ", or a larger heap: DECIPHER_JAVA_OPTS=-Xmx"
                      + (((COPIES * bytes) >> 30) + 1)
                      + "g"));
    }
  }

  private static long bytes(int samples, int columns) {
    return (long) samples * columns * Float.BYTES;
  }

  private static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
