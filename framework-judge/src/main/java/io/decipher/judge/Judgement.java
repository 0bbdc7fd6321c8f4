// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The judge's figures for a set of samples, together with those of its controls.
 *
 * @param classifier the SHA-256 of the classifier's weights: figures of different classifiers are
 *     not comparable
 * @param testAccuracy the share of MNIST's test images that this classifier classifies correctly
 * @param count the number of samples per set
 * @param samples the figures of the samples
 * @param controls figures of sets whose quality is known, good and bad
 * @param purity the purity of what is drawn of each class; empty if the model is not conditional
 */
public record Judgement(
    String classifier,
    double testAccuracy,
    int count,
    Figures samples,
    Controls controls,
    Optional<Purity> purity) {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  /**
   * The figures of sets of images whose quality is known.
   *
   * @param floor test images: no generator can honestly do better
   * @param noise uniform noise in every pixel
   * @param digit the digit that {@code oneDigit} shows
   * @param oneDigit copies of training images of one digit, drawn with replacement: precise since
   *     they are real, nine modes missing, all of them copies
   */
  public record Controls(Figures floor, Figures noise, int digit, Figures oneDigit) {}

  /** Returns this judgement with a purity. */
  public Judgement with(Purity found) {
    return new Judgement(classifier, testAccuracy, count, samples, controls, Optional.of(found));
  }

  /** Returns everything as JSON; non-finite numbers are null. */
  public String json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("samples", count);
    Map<String, Object> judge = new LinkedHashMap<>(); // Map.of has no fixed order
    judge.put("sha256", classifier);
    judge.put("testAccuracy", testAccuracy);
    json.put("classifier", judge);
    json.put("figures", figures(samples));
    Map<String, Object> known = new LinkedHashMap<>();
    known.put("floor", figures(controls.floor));
    known.put("noise", figures(controls.noise));
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("digit", controls.digit);
    one.putAll(figures(controls.oneDigit));
    known.put("oneDigit", one);
    json.put("controls", known);
    purity.ifPresent(found -> json.put("purity", purity(found)));
    return GSON.toJson(json) + "\n";
  }

  private static Map<String, Object> figures(Figures figures) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("fidLeNet", finite(figures.frechetDistance()));
    json.put("precision", finite(figures.precision()));
    json.put("recall", finite(figures.recall()));
    json.put("density", finite(figures.density()));
    json.put("coverage", finite(figures.coverage()));
    json.put("score", finite(figures.score()));
    json.put("scoreDeviation", finite(figures.scoreDeviation()));
    json.put("modes", figures.modes());
    json.put("divergence", finite(figures.divergence()));
    json.put("sure", finite(figures.sure()));
    json.put("copies", finite(figures.copies()));
    json.put("close", finite(figures.close()));
    return json;
  }

  private static Map<String, Object> purity(Purity purity) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("mean", finite(purity.mean()));
    json.put("digits", purity.digits());
    json.put("classes", purity.classes());
    return json;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  /** Returns a human-readable table. */
  public String text() {
    String table =
        List.of(
                line("samples", samples),
                line("test images (the floor)", controls.floor),
                line("noise", controls.noise),
                line("one digit (" + controls.digit + "), copied", controls.oneDigit))
            .stream()
            .collect(Collectors.joining("\n"));
    String head =
        String.format(
            Locale.ROOT,
            "%-24s %10s %9s %6s %7s %8s %12s %5s %6s %6s %6s %6s",
            "",
            "FID-LeNet",
            "precision",
            "recall",
            "density",
            "coverage",
            "score",
            "modes",
            "KL",
            "sure",
            "copies",
            "close");
    String intro =
        String.format(
            Locale.ROOT,
            "%,d of each, judged by a classifier of digits (%s, right on %.2f %% of MNIST's test"
                + " images)",
            count,
            classifier.substring(0, Math.min(12, classifier.length())),
            100 * testAccuracy);
    return intro
        + "\n\n"
        + head
        + "\n"
        + table
        + "\n"
        + purity.map(found -> "\n" + text(found)).orElse("");
  }

  private static String line(String name, Figures f) {
    return String.format(
        Locale.ROOT,
        "%-24s %10.3f %9.3f %6.3f %7.3f %8.3f %5.2f ± %4.2f %5d %6.3f %6.3f %6.3f %6.3f",
        name,
        f.frechetDistance(),
        f.precision(),
        f.recall(),
        f.density(),
        f.coverage(),
        f.score(),
        f.scoreDeviation(),
        f.modes(),
        f.divergence(),
        f.sure(),
        f.copies(),
        f.close());
  }

  private static String text(Purity purity) {
    String each =
        purity.classes().stream()
            .map(one -> String.format(Locale.ROOT, "%d (%.3f)", one.digit(), one.share()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "Drawn a class at a time, %.4f are their class's digit, in the mean over %d classes; %d"
            + " digits in all.%nClass by class: %s%n",
        purity.mean(),
        purity.classes().size(),
        purity.digits(),
        each);
  }
}
