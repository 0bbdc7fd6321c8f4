// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.decipher.api.ClusterTree;
import io.decipher.api.EpochMetrics;
import io.decipher.api.Labels;
import io.decipher.api.Manifest;
import io.decipher.api.Settings;
import io.decipher.api.Sweep;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.config.DecipherVersion;
import io.decipher.runtime.internal.config.Environment;
import io.decipher.runtime.report.AnomalyReport;
import io.decipher.runtime.report.ClusteringReport;
import io.decipher.runtime.report.Consensus;
import io.decipher.runtime.report.CrossValidationReport;
import io.decipher.runtime.report.DenoisingReport;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.EvaluationReport;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.LabellingReport;
import io.decipher.runtime.report.Reproduction;
import io.decipher.runtime.report.Scores;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import io.decipher.runtime.report.StudyReport;
import io.decipher.runtime.report.SweepReport;
import io.decipher.runtime.report.TrainingReport;
import io.decipher.runtime.report.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Writes reports as JSON. Numbers that are not finite become {@code null}. */
public final class ReportJson {
  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
  private static final Gson LINE =
      new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

  private static final int ALTERNATIVES = 5;

  /** The key of information on how a file was produced, rather than on results. */
  private static final String ABOUT = "about";

  private static final int VERSION = 1;

  private ReportJson() {}

  /** Returns an object with the version of the format described in docs/report-json.md. */
  private static Map<String, Object> begun() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", VERSION);
    return json;
  }

  private static Map<String, Object> about() {
    Map<String, Object> about = new LinkedHashMap<>(Environment.describe());
    about.put("versions", DecipherVersion.modules());
    return about;
  }

  private static Map<String, Object> about(Map<String, Double> seconds) {
    Map<String, Object> about = about();
    about.put("seconds", seconds);
    about.put("peakMemoryMegabytes", Environment.peakMemoryMegabytes());
    return about;
  }

  /** Returns report.json. */
  public static String of(DiscoveryReport report, Settings configuration, long seed) {
    Settings all = configuration.at(Configuration.ROOT);
    Map<String, Object> json = begun();
    json.putAll(view(report.view()));
    json.put("stages", report.stages().stream().map(ReportJson::stage).toList());
    json.put("compared", report.compared().stream().map(ReportJson::view).toList());
    json.put(
        "smallClusters", report.view().smallClusters().stream().map(ReportJson::numbered).toList());
    report.evidence().ifPresent(evidence -> json.put("evidence", evidence(evidence)));
    report.view().reproduction().ifPresent(again -> json.put("reproduction", reproduction(again)));
    if (!report.candidates().isEmpty()) {
      json.put("candidates", report.candidates().stream().map(ReportJson::trial).toList());
    }
    List<String> notes = new ArrayList<>(report.data().notes());
    notes.addAll(report.notes());
    json.put("notes", notes);
    Map<String, Object> followed = new LinkedHashMap<>();
    report.data().followed().forEach((name, nmi) -> followed.put(name, finite(nmi)));
    json.put("attributes", followed);
    json.put("seed", seed);
    Map<String, String> plugins = new LinkedHashMap<>();
    for (String part : List.of("dataset", "projector", "clusterer", "model")) {
      plugins.put(part, all.at(part).type().orElse(""));
    }
    json.put("plugins", plugins);
    json.put("model", report.model());
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("engine", report.model().getOrDefault("engine", "none"));
    if (report.resumed() > 0) {
      about.put("resumed", report.resumed());
    }
    about.putAll(about(report.seconds()));
    json.put(ABOUT, about);
    return PRETTY.toJson(json) + "\n";
  }

  /**
   * Reads the summary of a finished run from its report.json.
   *
   * @throws IOException if it cannot be read
   * @throws io.decipher.api.DecipherException if it has been modified
   */
  public static StudyReport.SeedRun readRun(Path run, long seed) throws IOException {
    Manifest.of(run).require(DiscoveryReport.FILE);
    return JsonFile.read(
        run.resolve(DiscoveryReport.FILE),
        json -> {
          if (json.get("seed").getAsLong() != seed) {
            throw new IllegalStateException("it is for seed " + json.get("seed"));
          }
          Map<String, StudyReport.Compared> compared = new LinkedHashMap<>();
          for (JsonElement each : json.getAsJsonArray("compared")) {
            JsonObject other = each.getAsJsonObject();
            List<String> names = new ArrayList<>();
            other.getAsJsonArray("features").forEach(name -> names.add(name.getAsString()));
            compared.putIfAbsent(
                String.join(" and ", names),
                new StudyReport.Compared(other.get("classes").getAsInt(), readScores(other)));
          }
          return new StudyReport.SeedRun(
              seed,
              json.get("classes").getAsInt(),
              number(json, "noise"),
              readScores(json),
              compared,
              number(json.getAsJsonObject(ABOUT).getAsJsonObject("seconds"), "total"));
        });
  }

  private static Optional<Scores> readScores(JsonObject view) {
    if (!view.has("scores")) {
      return Optional.empty();
    }
    JsonObject scores = view.getAsJsonObject("scores");
    return Optional.of(
        new Scores(
            number(scores, "accuracy"),
            number(scores, "nmi"),
            number(scores, "ami"),
            number(scores, "ari"),
            number(scores, "coverage")));
  }

  private static double number(JsonObject json, String key) {
    JsonElement value = json.get(key);
    return value == null || value.isJsonNull() ? Double.NaN : value.getAsDouble();
  }

  /** Describes the result in a report.json in words. */
  public static String found(JsonObject report) {
    return String.format(
        Locale.ROOT,
        "%d classes in %,d samples, %.1f %% noise",
        report.get("classes").getAsInt(),
        report.get("samples").getAsInt(),
        100 * report.get("noise").getAsDouble());
  }

  /** Describes the result in a training.json in words. */
  public static String trained(JsonObject report) {
    return String.format(
        Locale.ROOT, "a model trained on %,d samples", report.get("samples").getAsInt());
  }

  /** Returns summary.json. */
  public static String of(StudyReport report) {
    Map<String, Object> json = begun();
    json.put("runs", report.runs().stream().map(ReportJson::run).toList());
    if (!report.failures().isEmpty()) {
      json.put("failures", report.failures());
    }
    json.put("histogram", report.histogram());
    Map<String, Object> spreads = new LinkedHashMap<>();
    report.spread(Scores::accuracy).ifPresent(spread -> spreads.put("accuracy", spread));
    report.spread(Scores::nmi).ifPresent(spread -> spreads.put("nmi", spread));
    report.spread(Scores::ari).ifPresent(spread -> spreads.put("ari", spread));
    if (!spreads.isEmpty()) {
      json.put("scores", spreads);
    }
    json.put("similarity", finite(report.consensus().similarity()));
    json.put("consensus", consensus(report));
    json.put(ABOUT, about());
    return PRETTY.toJson(json) + "\n";
  }

  private static Map<String, Object> run(StudyReport.SeedRun run) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("seed", run.seed());
    json.put("directory", StudyState.runName(run.seed()));
    json.put("classes", run.classes());
    json.put("noise", finite(run.noise()));
    run.scores().ifPresent(scores -> json.put("scores", scores(scores)));
    Map<String, Object> compared = new LinkedHashMap<>();
    run.compared()
        .forEach(
            (name, other) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("classes", other.classes());
              other.scores().ifPresent(scores -> one.put("scores", scores(scores)));
              compared.put(name, one);
            });
    json.put("compared", compared);
    json.put("seconds", finite(run.seconds()));
    return json;
  }

  private static Map<String, Object> consensus(StudyReport report) {
    Consensus consensus = report.consensus();
    Labels labels = consensus.labels();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("samples", labels.size());
    json.put("classes", labels.classes());
    json.put("noise", labels.size() == 0 ? 0.0 : (double) labels.noise() / labels.size());
    json.put("sizes", labels.sizes());
    json.put("numbersOf", StudyState.runName(report.runs().get(consensus.reference()).seed()));
    json.put("unanimous", consensus.unanimous());
    double[] agreement = new double[labels.classes()];
    int[] sizes = labels.sizes();
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i) != Labels.NOISE) {
        agreement[labels.get(i)] += consensus.agreement().get(i, 0) / (double) sizes[labels.get(i)];
      }
    }
    json.put("agreement", agreement);
    report.scores().ifPresent(scores -> json.put("scores", scores(scores)));
    return json;
  }

  private static Map<String, Object> view(Stage view) {
    Labels labels = view.found().labels();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("features", view.features());
    json.put("samples", labels.size());
    json.put("classes", view.classes());
    json.put("noise", finite(view.noise()));
    json.put("sizes", labels.sizes());
    view.sweep().ifPresent(sweep -> json.put("resolution", sweep(sweep, view.classes())));
    view.scores().ifPresent(scores -> json.put("scores", scores(scores)));
    return json;
  }

  private static Map<String, Object> stage(Stage stage) {
    Labels labels = stage.found().labels();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("by", stage.name());
    json.put("classes", labels.classes());
    json.put("noise", labels.size() == 0 ? 0.0 : (double) labels.noise() / labels.size());
    json.put("sizes", labels.sizes());
    json.put("smallClusters", stage.smallClusters().stream().map(ReportJson::cluster).toList());
    stage.scores().ifPresent(scores -> json.put("scores", scores(scores)));
    return json;
  }

  private static Map<String, Object> scores(Scores scores) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("accuracy", finite(scores.accuracy()));
    json.put("nmi", finite(scores.nmi()));
    json.put("ami", finite(scores.ami()));
    json.put("ari", finite(scores.ari()));
    json.put("coverage", finite(scores.coverage()));
    return json;
  }

  /** Only for the last stage, whose numbers a person can use. */
  private static Map<String, Object> numbered(SmallCluster cluster) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", cluster.number());
    json.putAll(cluster(cluster));
    cluster.own().ifPresent(own -> json.put("own", own));
    json.put("exemplars", cluster.exemplars());
    return json;
  }

  private static Map<String, Object> evidence(Evidence evidence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", evidence.verdict());
    json.put("support", evidence.support().name().toLowerCase(Locale.ROOT));
    json.putAll(finding(evidence.own(), evidence.samples()));
    json.put("kept", evidence.kept());
    evidence
        .choice()
        .ifPresent(
            choice -> {
              Map<String, Object> taken = level(choice.level());
              taken.put("classes", choice.classes());
              taken.put("least", choice.least());
              taken.put("most", choice.most());
              json.put("level", taken);
            });
    json.put("views", compared(evidence.views(), evidence.samples()));
    json.put("layouts", compared(evidence.layouts(), evidence.samples()));
    return json;
  }

  /**
   * Returns how well halves of the samples reproduce each other's classes for each minimum size.
   */
  private static Map<String, Object> reproduction(Reproduction reproduction) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("halvings", reproduction.halvings());
    json.put("samples", reproduction.sample());
    json.put("levels", reproduction.levels().stream().map(ReportJson::level).toList());
    return json;
  }

  private static Map<String, Object> level(Reproduction.Level level) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("size", level.size());
    json.put("classes", finite(level.classes()));
    json.put("information", finite(level.information()));
    json.put("agreement", finite(level.agreement()));
    json.put("recovery", finite(level.recovery()));
    return json;
  }

  private static Map<String, Object> trial(Trial trial) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", trial.name());
    json.put("neighbours", trial.neighbours());
    json.put("halvings", trial.halvings());
    json.put("samples", trial.samples());
    trial.best().ifPresent(best -> json.putAll(level(best)));
    json.put("taken", trial.taken());
    trial.failure().ifPresent(failure -> json.put("failure", failure));
    return json;
  }

  private static List<Map<String, Object>> compared(List<Evidence.Finding> findings, int samples) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Evidence.Finding finding : findings) {
      Map<String, Object> json = finding(finding, samples);
      json.put("ari", finite(finding.ari()));
      json.put("nmi", finite(finding.nmi()));
      all.add(json);
    }
    return all;
  }

  private static Map<String, Object> finding(Evidence.Finding finding, int samples) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("by", finding.by());
    json.put("classes", finding.classes());
    finding
        .holds()
        .ifPresent(
            range -> {
              Map<String, Object> holds = new LinkedHashMap<>();
              holds.put("from", range.from());
              holds.put("to", range.to());
              holds.put("fromShare", (double) range.from() / samples);
              holds.put("toShare", (double) range.to() / samples);
              holds.put("lasts", finding.lasts());
              json.put("holds", holds);
            });
    return json;
  }

  private static Map<String, Object> cluster(SmallCluster cluster) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("samples", cluster.size());
    json.put("class", cluster.first());
    json.put("share", finite(cluster.firstShare()));
    json.put("secondShare", finite(cluster.secondShare()));
    json.put("joined", cluster.joined());
    json.put("judge", cluster.judge().name().toLowerCase(Locale.ROOT));
    return json;
  }

  /** Returns a line of metrics.jsonl, without a line end. */
  public static String line(EpochMetrics metrics) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("stage", metrics.stage());
    json.put("epoch", metrics.epoch());
    metrics.values().forEach((name, value) -> json.put(name, finite(value)));
    json.put("seconds", finite(metrics.seconds()));
    return LINE.toJson(json);
  }

  /** Returns the report of a clustering of points. */
  public static String of(ClusteringReport report) {
    Labels labels = report.found().labels();
    Map<String, Object> json = begun();
    json.put("points", labels.size());
    json.put("dimensions", report.dimensions());
    json.put("classes", labels.classes());
    json.put("noise", labels.size() == 0 ? 0.0 : (double) labels.noise() / labels.size());
    json.put("sizes", new ArrayList<>(java.util.Arrays.stream(labels.sizes()).boxed().toList()));
    report.sweep().ifPresent(sweep -> json.put("resolution", sweep(sweep, labels.classes())));
    json.put("seed", report.seed());
    json.put(ABOUT, about(report.seconds()));
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns training.json. */
  public static String of(TrainingReport report) {
    Map<String, Object> json = begun();
    json.put("learnedFrom", report.samples() + " training samples; the test samples were not seen");
    json.put("samples", report.samples());
    json.put("seed", report.seed());
    json.put("model", report.model());
    json.put("lastEpoch", report.lastEpoch());
    json.put(ABOUT, about(report.seconds()));
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns evaluation.json. */
  public static String of(EvaluationReport report) {
    Map<String, Object> json = begun();
    EvaluationReport.Measured measured = report.measured();
    json.put("samples", measured.count());
    json.put("available", measured.available());
    json.put("test", measured.test());
    json.put("unseenInTraining", measured.unseen());
    json.put("preprocess", measured.preprocess());
    json.put("reconstruction", reconstruction(report.reconstruction()));
    report.likelihood().ifPresent(one -> json.putAll(likelihood(one)));
    json.put("warnings", report.warnings());
    json.put("seed", report.seed());
    Map<String, Object> about = about();
    about.put("seconds", finite(report.seconds()));
    json.put(ABOUT, about);
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns anomalies.json. */
  public static String of(AnomalyReport report) {
    Map<String, Object> json = begun();
    json.put("samples", report.count());
    json.put("anomalous", report.anomalous());
    json.put("falseAlarms", report.falseAlarms());
    Map<String, Object> calibration = new LinkedHashMap<>();
    calibration.put("samples", report.calibration().count());
    calibration.put("what", report.calibration().what());
    calibration.put("exact", report.calibration().exact());
    json.put("calibration", calibration);
    json.put("strangest", report.strangest());
    if (!report.rocAuc().isEmpty()) {
      Map<String, Object> areas = new LinkedHashMap<>();
      report.rocAuc().forEach((name, area) -> areas.put(name, finite(area)));
      json.put("rocAuc", areas);
    }
    json.put("warnings", report.warnings());
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns variants.json. */
  public static String of(SweepReport report) {
    Map<String, Object> json = begun();
    List<Map<String, Object>> variants = new ArrayList<>();
    for (SweepReport.Variant variant : report.trials()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("variant", variant.name());
      one.put("parameters", variant.parameters());
      one.putAll(reconstruction(variant.evaluation().reconstruction()));
      SweepReport.figures(variant)
          .ifPresent(
              figures -> {
                one.put("negativeLogLikelihood", finite(figures.negativeLogLikelihood()));
                one.put("evidenceLowerBound", finite(figures.evidenceLowerBound()));
                one.put("rate", finite(figures.rate()));
              });
      variants.add(one);
    }
    json.put("variants", variants);
    report.trials().stream()
        .findFirst()
        .ifPresent(
            first -> {
              json.put("measuredOn", first.evaluation().measured().count());
              json.put("unseenInTraining", first.evaluation().measured().unseen());
            });
    json.put(
        "warnings",
        report.trials().stream()
            .flatMap(
                one -> one.evaluation().warnings().stream().map(line -> one.name() + ": " + line))
            .toList());
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns cross-validation.json. */
  public static String of(CrossValidationReport report) {
    Map<String, Object> json = begun();
    json.put("folds", report.folds());
    json.put("samples", report.samples());
    List<Map<String, Object>> variants = new ArrayList<>();
    for (CrossValidationReport.Variant variant : report.variants()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("variant", variant.name());
      spread("squaredError", variant.squaredError(), one);
      one.put("byPrincipalComponents", finite(variant.byPrincipalComponents().mean()));
      variant
          .negativeLogLikelihood()
          .ifPresent(spread -> spread("negativeLogLikelihood", spread, one));
      variant.evidenceLowerBound().ifPresent(spread -> spread("evidenceLowerBound", spread, one));
      variants.add(one);
    }
    json.put("variants", variants);
    return PRETTY.toJson(json) + "\n";
  }

  private static void spread(
      String key, CrossValidationReport.Spread spread, Map<String, Object> json) {
    json.put(key, finite(spread.mean()));
    json.put(key + "Deviation", finite(spread.deviation()));
  }

  /** Returns labelling.json. */
  public static String of(LabellingReport report) {
    Map<String, Object> json = begun();
    json.put("samples", report.chosenLabels().size());
    json.put("given", report.given());
    json.put("chosen", report.chosen());
    List<Map<String, Object>> ways = new ArrayList<>();
    report
        .labels()
        .forEach(
            (way, labels) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("way", way);
              report
                  .expected()
                  .getOrDefault(way, OptionalDouble.empty())
                  .ifPresent(share -> one.put("heldOutLabelsFoundAgain", share));
              one.put("asChosen", report.asChosen(way));
              ways.add(one);
            });
    json.put("ways", ways);
    List<Map<String, Object>> sizes = new ArrayList<>();
    for (int label = 0; label < report.names().size(); label++) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("label", report.names().get(label));
      one.put("samples", report.chosenLabels().members(label).length);
      sizes.add(one);
    }
    json.put("labels", sizes);
    return PRETTY.toJson(json) + "\n";
  }

  /** Returns denoising.json. */
  public static String of(DenoisingReport report) {
    Map<String, Object> json = begun();
    json.put("images", report.count());
    json.put("noise", report.noise());
    report.before().ifPresent(one -> json.put("noisy", quality(one)));
    report.after().ifPresent(one -> json.put("denoised", quality(one)));
    report
        .plain()
        .ifPresent(
            one -> {
              json.put("withoutModel", one.name());
              json.put("restoredWithoutModel", quality(one.quality()));
            });
    json.put("warnings", report.warnings());
    return PRETTY.toJson(json) + "\n";
  }

  private static Map<String, Object> quality(DenoisingReport.Quality quality) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("psnr", finite(quality.psnr()));
    json.put("ssim", finite(quality.ssim()));
    return json;
  }

  private static Map<String, Object> reconstruction(EvaluationReport.Reconstruction errors) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("squaredError", finite(errors.model().mean()));
    json.put("standardError", finite(errors.model().standardError()));
    json.put("byPrincipalComponents", finite(errors.principalComponents().mean()));
    json.put("components", errors.components());
    json.put("byMean", finite(errors.mean().mean()));
    json.put("fittedOn", errors.fittedOn());
    errors.angle().ifPresent(degrees -> json.put("degreesFromPrincipalComponents", degrees));
    return json;
  }

  private static Map<String, Object> likelihood(EvaluationReport.Likelihood likelihood) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("importanceSamples", likelihood.draws());
    json.put("likelihood", likelihood.conditions().likelihood());
    json.put("values", likelihood.conditions().values());
    json.put("unit", likelihood.unit());
    List<Map<String, Object>> priors = new ArrayList<>();
    for (EvaluationReport.Figures figures : likelihood.priors()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("prior", figures.prior());
      one.put("negativeLogLikelihood", finite(figures.negativeLogLikelihood()));
      one.put("standardError", finite(figures.standardError()));
      one.put("evidenceLowerBound", finite(figures.evidenceLowerBound()));
      one.put("rate", finite(figures.rate()));
      priors.add(one);
    }
    json.put("priors", priors);
    json.put("distortion", finite(likelihood.distortion()));
    json.put("activeUnits", likelihood.activeUnits());
    json.put("latentUnits", likelihood.latentUnits());
    return json;
  }

  /**
   * Returns the result for other minimum class sizes: the longest plateaus and the highest peaks.
   */
  private static Map<String, Object> sweep(Sweep sweep, int classes) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("verdict", sweep.verdict(classes));
    json.put("plateaus", sweep.plateaus().stream().limit(ALTERNATIVES).toList());
    json.put("persistent", sweep.peaks().stream().limit(ALTERNATIVES).toList());
    return json;
  }

  /** Returns tree.json, with one line per cluster. */
  public static String of(ClusterTree tree) {
    return tree.clusters().stream()
        .map(ReportJson::cluster)
        .collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  /**
   * Returns sweep.json, with one line {@code [from, to, classes]} for each range of minimum class
   * sizes.
   */
  public static String of(Sweep sweep) {
    return sweep.resolutions().stream()
        .map(each -> "[" + each.from() + ", " + each.to() + ", " + each.classes() + "]")
        .collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  private static String cluster(ClusterTree.Cluster cluster) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", cluster.id());
    json.put("parent", cluster.parent());
    json.put("size", cluster.size());
    json.put("birth", finite(cluster.birth()));
    json.put("death", finite(cluster.death()));
    json.put("stability", finite(cluster.stability()));
    json.put("class", cluster.label());
    return LINE.toJson(json);
  }

  private static @org.jspecify.annotations.Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
