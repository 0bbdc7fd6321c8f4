// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.Plugins;
import io.decipher.api.ReconstructionModel;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.numerics.EvenlySpaced;
import io.decipher.runtime.internal.anomalies.AnomalyScores;
import io.decipher.runtime.internal.data.Csv;
import io.decipher.runtime.internal.gallery.Pictures;
import io.decipher.runtime.internal.run.ConformalNovelty;
import io.decipher.runtime.internal.run.ItemFiles;
import io.decipher.runtime.internal.store.ReportJson;
import io.decipher.runtime.internal.store.RunDirectory;
import io.decipher.runtime.report.AnomalyReport;
import io.decipher.runtime.report.AnomalyReport.Calibration;
import io.decipher.runtime.report.Scores;
import io.decipher.text.NamedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Detects anomalies: samples that are unlike those that a run's model was trained on, by several
 * scores combined to a p-value. Must be closed after use.
 *
 * <p>The p-value is that of split conformal prediction: the fraction of calibration samples, normal
 * ones not used to fit the scores, that are at least as anomalous. Among normal samples that the
 * model was not trained on, a fraction of at most t has a p-value of t or less, whatever the scores
 * are (Bates et al. 2023).
 *
 * @see <a href="https://doi.org/10.1214/22-AOS2244">Bates, Candès, Lei, Romano and Sesia 2023</a>
 */
public final class AnomalyDetection implements AutoCloseable {
  private static final int COMPARED = 20_000; // normal samples among which neighbours are searched
  private static final int CALIBRATION = 10_000;
  private static final int HELD_OUT = 5; // a fifth of the run's own samples if no others are given
  private static final int NAMED = 5;
  private static final int SHOWN = 10; // per row
  private static final int ROWS = 3;
  private static final String STEM = "anomalies.";

  private final Path run;
  private final SavedModel saved;
  private final Plugins plugins;

  private AnomalyDetection(Path run, SavedModel saved, Plugins plugins) {
    this.run = run;
    this.saved = saved;
    this.plugins = plugins;
  }

  /**
   * A request for anomaly detection.
   *
   * @param files samples to score; if empty, the run's own, each compared with all others
   * @param usual samples known to be normal that the model was not trained on, for calibration; if
   *     empty, samples of the run
   * @param by the score to rank by; if empty, all scores combined
   * @param falseAlarms the false positive rate, the fraction of normal samples that may be reported
   *     as anomalous, in (0, 1)
   * @param truth a table of names and classes to evaluate the scores with; used for nothing else
   * @param anomalous the classes of that table that are anomalous
   */
  public record Request(
      List<Path> files,
      List<Path> usual,
      Optional<String> by,
      double falseAlarms,
      Optional<Path> truth,
      Set<String> anomalous) {
    /** Copies the lists and the set. */
    public Request {
      files = List.copyOf(files);
      usual = List.copyOf(usual);
      anomalous = Set.copyOf(anomalous);
    }
  }

  /** Samples and their scores, and the index of each among the reference samples. */
  private record Looked(Samples named, Samples prepared, FloatMatrix scores) {}

  /** Normal samples: those that scores are based on, and those used for calibration. */
  private record Usual(
      Samples compared, Optional<Labels> classes, Optional<Samples> calibration, String what) {}

  /**
   * Loads the model of a run.
   *
   * @throws ConfigurationException if there is no model
   */
  public static AnomalyDetection load(Path run, Plugins plugins) {
    if (!SavedModel.isKeptIn(run)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no trained model; expected the directory of a finished `decipher train`"
                  + " or `decipher discover`"));
    }
    return new AnomalyDetection(run, SavedModel.load(run, plugins), plugins);
  }

  /**
   * Scores samples and writes {@code anomalies.csv}, with one row per sample: name, p-value,
   * whether it is anomalous, and every score; {@code anomalies.json}; and, for images, {@code
   * most-anomalous.png}, with each image above its reconstruction.
   *
   * @param context provides the seed, progress and cancellation
   * @param output an empty or new directory
   * @throws ConfigurationException if the request is invalid, or the directory is not empty
   * @throws DecipherException if files cannot be read
   */
  public AnomalyReport run(Request request, RunContext context, Path output) {
    if (!(request.falseAlarms > 0 && request.falseAlarms < 1)) {
      throw new ConfigurationException(
          List.of(
              "the share of false alarms must be in (0, 1), e.g. 0.01, but was "
                  + request.falseAlarms));
    }
    if (request.truth.isPresent() == request.anomalous.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "a table of truth and the anomalous classes in it must be given together"
                  + " (--truth and --anomaly)"));
    }
    try (RunDirectory directory = RunDirectory.create(output)) {
      OwnSamples own = OwnSamples.of(run, plugins, context);
      Usual usual = usual(request, own, context);
      AnomalyScores scores =
          AnomalyScores.of(
              saved.model(), saved.prepared(usual.compared, context), usual.classes, context);
      int[] columns = columns(scores.names(), request.by);
      Looked looked = looked(request, own, scores, context);
      FloatMatrix calibration =
          usual.calibration.isEmpty()
              ? looked.scores
              : scores.of(
                  saved.prepared(usual.calibration.get(), context),
                  strangers(usual.calibration.get().count()),
                  context);
      float[] p =
          ConformalNovelty.of(chosen(calibration, columns))
              .measure(chosen(looked.scores, columns))
              .toArray();
      return write(
          request,
          looked,
          scores.names(),
          p,
          new Ranking(p, looked.scores, calibration, columns).order(),
          new Calibration(calibration.rows(), usual.what, isExact(request, own)),
          directory);
    }
  }

  private static boolean isExact(Request request, OwnSamples own) {
    return !request.files.isEmpty() && (!request.usual.isEmpty() || own.unseen().count() > 0);
  }

  private Usual usual(Request request, OwnSamples own, RunContext context) {
    Samples learned = own.learned();
    if (learned.count() < 2 * HELD_OUT) {
      throw new DecipherException(
          run
              + " has "
              + learned.count()
              + " samples for comparison; expected "
              + 2 * HELD_OUT
              + " or more");
    }
    if (request.files.isEmpty()) {
      return compared(own, learnedRows(learned, false), Optional.empty(), "of themselves");
    }
    if (!request.usual.isEmpty()) {
      return compared(
          own,
          learnedRows(learned, false),
          Optional.of(saved.read(request.usual, context).samples()),
          "usual samples that were named");
    }
    if (own.unseen().count() > 0) {
      return compared(
          own,
          learnedRows(learned, false),
          Optional.of(own.unseen().select(EvenlySpaced.of(own.unseen().count(), CALIBRATION))),
          "of the run's test samples, which the model did not learn from");
    }
    int[] held =
        Arrays.stream(EvenlySpaced.of(learned.count() / HELD_OUT, CALIBRATION))
            .map(i -> i * HELD_OUT)
            .toArray();
    return compared(
        own,
        learnedRows(learned, true),
        Optional.of(learned.select(held)),
        "of the run's own samples, which the model learned from");
  }

  private static Usual compared(
      OwnSamples own, int[] rows, Optional<Samples> calibration, String what) {
    Optional<Labels> classes =
        own.classes().map(all -> Labels.of(Arrays.stream(rows).map(all::get).toArray()));
    return new Usual(own.learned().select(rows), classes, calibration, what);
  }

  /** Returns the reference samples, without every fifth if these are used for calibration. */
  private static int[] learnedRows(Samples learned, boolean without) {
    int[] rows =
        IntStream.range(0, learned.count()).filter(i -> !without || i % HELD_OUT != 0).toArray();
    return Arrays.stream(EvenlySpaced.of(rows.length, COMPARED)).map(i -> rows[i]).toArray();
  }

  private static int[] strangers(int count) {
    int[] self = new int[count];
    Arrays.fill(self, -1);
    return self;
  }

  private Looked looked(Request request, OwnSamples own, AnomalyScores scores, RunContext context) {
    Samples named =
        request.files.isEmpty() ? own.learned() : saved.read(request.files, context).named();
    int[] self = strangers(named.count());
    if (request.files.isEmpty()) {
      int[] rows = learnedRows(own.learned(), false);
      for (int i = 0; i < rows.length; i++) {
        self[rows[i]] = i;
      }
    }
    Samples prepared = saved.prepared(named, context);
    return new Looked(named, prepared, scores.of(prepared, self, context));
  }

  private int[] columns(List<String> names, Optional<String> by) {
    if (names.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              run
                  + ": its model neither reconstructs nor encodes samples, so it cannot detect"
                  + " anomalies; expected one that does, such as vae"));
    }
    if (by.isEmpty()) {
      return IntStream.range(0, names.size()).toArray();
    }
    if (!names.contains(by.get())) {
      throw new ConfigurationException(
          List.of(
              "'"
                  + by.get()
                  + "' is not a score of this run; it has "
                  + String.join(", ", names)
                  + (by.get().equals(AnomalyScores.CLASSES)
                      ? " (classes needs a run of discover that found two or more)"
                      : "")));
    }
    return new int[] {names.indexOf(by.get())};
  }

  private static FloatMatrix chosen(FloatMatrix scores, int[] columns) {
    float[] values = new float[scores.rows() * columns.length];
    for (int i = 0; i < scores.rows(); i++) {
      for (int j = 0; j < columns.length; j++) {
        values[i * columns.length + j] = scores.get(i, columns[j]);
      }
    }
    return FloatMatrix.wrap(scores.rows(), columns.length, values);
  }

  /** Ranks samples, the most anomalous first; scores break ties between p-values. */
  @SuppressWarnings("ArrayRecordComponent") // only read locally, never compared
  private record Ranking(float[] p, FloatMatrix scores, FloatMatrix calibration, int[] columns) {
    int[] order() {
      double[] excess = new double[p.length];
      for (int column : columns) {
        float[] usual = new float[calibration.rows()];
        for (int i = 0; i < usual.length; i++) {
          usual[i] = calibration.get(i, column);
        }
        Arrays.sort(usual);
        double middle = usual[usual.length / 2];
        double spread = usual[usual.length - 1 - usual.length / 20] - middle;
        for (int i = 0; i < excess.length; i++) {
          double above = (scores.get(i, column) - middle) / Math.max(spread, Double.MIN_NORMAL);
          excess[i] = Math.max(excess[i], above);
        }
      }
      return IntStream.range(0, p.length)
          .boxed()
          .sorted(
              Comparator.<Integer>comparingDouble(i -> p[i])
                  .thenComparing(i -> -excess[i])
                  .thenComparing(i -> i))
          .mapToInt(Integer::intValue)
          .toArray();
    }
  }

  private AnomalyReport write(
      Request request,
      Looked looked,
      List<String> names,
      float[] p,
      int[] order,
      Calibration calibration,
      RunDirectory directory) {
    List<String> warnings = warnings(request, calibration);
    directory.writeText(STEM + "csv", table(request, looked, names, p));
    ItemFiles.convert(STEM, directory, warnings::add);
    writeSheet(looked.prepared, order, directory);
    int anomalous =
        (int) IntStream.range(0, p.length).filter(i -> isAnomalous(p[i], request)).count();
    AnomalyReport report =
        new AnomalyReport(
            p.length,
            anomalous,
            request.falseAlarms,
            calibration,
            Arrays.stream(order).limit(NAMED).mapToObj(looked.named::name).toList(),
            request
                .truth
                .map(file -> areas(file, request.anomalous, looked, names, p))
                .orElse(Map.of()),
            warnings,
            directory.path());
    directory.writeText("anomalies.json", ReportJson.of(report));
    return report;
  }

  private static boolean isAnomalous(float p, Request request) {
    return p <= request.falseAlarms;
  }

  private static List<String> warnings(Request request, Calibration calibration) {
    List<String> warnings = new ArrayList<>();
    if (!calibration.exact()) {
      warnings.add(
          "note: the model was trained on the samples used for calibration, and finds new ones a"
              + " little stranger, so that slightly more than the share of false alarms is"
              + " reported as anomalous. `decipher train` holds test samples out, and usual"
              + " samples can be given (--usual)");
    }
    if (request.falseAlarms * (calibration.count() + 1) < 1) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "warning: with %,d samples for calibration, no p-value is below %.2g, so that"
                  + " nothing can be anomalous at %s; give more of them, or allow more false"
                  + " alarms",
              calibration.count(),
              1.0 / (calibration.count() + 1),
              request.falseAlarms));
    }
    return warnings;
  }

  private static String table(Request request, Looked looked, List<String> names, float[] p) {
    StringBuilder table = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("name", "p_value", "anomalous"));
    names.forEach(name -> header.add(name.replace('-', '_')));
    table.append(Csv.row(header));
    for (int i = 0; i < p.length; i++) {
      List<String> row = new ArrayList<>();
      row.add(looked.named.name(i));
      row.add(Float.toString(p[i]));
      row.add(Boolean.toString(isAnomalous(p[i], request)));
      for (int j = 0; j < names.size(); j++) {
        row.add(Float.toString(looked.scores.get(i, j)));
      }
      table.append(Csv.row(row));
    }
    return table.toString();
  }

  private static Map<String, Double> areas(
      Path file, Set<String> anomalous, Looked looked, List<String> names, float[] p) {
    List<String> samples =
        IntStream.range(0, looked.named.count()).mapToObj(looked.named::name).toList();
    GroundTruth truth = NamedTable.read(file).truthAgainstRest(samples, anomalous);
    Map<String, Double> areas = new LinkedHashMap<>();
    for (int j = 0; j < names.size(); j++) {
      areas.put(names.get(j), Scores.rocAuc(chosen(looked.scores, new int[] {j}).toArray(), truth));
    }
    float[] strange = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      strange[i] = -p[i];
    }
    areas.put(AnomalyReport.ALL, Scores.rocAuc(strange, truth));
    return areas;
  }

  private void writeSheet(Samples prepared, int[] order, RunDirectory directory) {
    if (!Pictures.canShow(prepared.type())) {
      return;
    }
    List<FloatMatrix> rows = new ArrayList<>();
    for (int from = 0; from < Math.min(order.length, SHOWN * ROWS); from += SHOWN) {
      Samples some =
          prepared.select(Arrays.copyOfRange(order, from, Math.min(order.length, from + SHOWN)));
      rows.add(some.toMatrix());
      if (saved.model() instanceof ReconstructionModel able) {
        rows.add(able.reconstructions(some, RunContext.seeded(0)).decoded());
      }
    }
    boolean decoded = saved.model() instanceof ReconstructionModel;
    Pictures.write(
        directory,
        "most-anomalous.png",
        Pictures.rows(rows, prepared.type(), List.of())
            .headed(
                decoded
                    ? "strangest first, each above its reconstruction by the model"
                    : "strangest first"));
  }

  @Override
  public void close() {
    saved.close();
  }
}
