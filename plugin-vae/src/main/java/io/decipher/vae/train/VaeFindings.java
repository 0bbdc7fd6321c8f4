// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.train;

import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.SampleType;
import io.decipher.djl.layer.LayerTrace;
import io.decipher.djl.optim.Gradients;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Describes in words what looks wrong with the measurements on one batch. */
final class VaeFindings {
  /** For smaller gradients Adam's ε of 1e-8 reduces the step. */
  private static final double FAINT = 1e-7;

  /** The maximum ratio of gradients between layers; deep networks reach thousands. */
  private static final double UNEVEN = 1e5;

  /** In nats per sample and unit of a weight; a plain gradient step of this size would diverge. */
  private static final double HUGE = 1e6;

  private static final int LOSS = 0;
  private static final int RECONSTRUCTION = 1;

  /**
   * The data used for training.
   *
   * @param values the values of all samples
   * @param learned the number of training samples
   * @param alike whether all samples of the batch are equal
   */
  record Material(Values values, int learned, boolean alike) {}

  /**
   * The courses of training with three learning rates.
   *
   * @param own the recipe's learning rate
   * @param faster ten times that
   * @param slower a tenth of it
   */
  record Courses(VaeCheck.Course own, VaeCheck.Course faster, VaeCheck.Course slower) {}

  /**
   * The measurements.
   *
   * @param classes the number of classes of the head; 0 for no head
   * @param gradients root mean square at the start, by weight
   * @param traces after training
   * @param active the number of active latents on the batch
   * @param terms the names of a course's values
   */
  record Measured(
      Material material,
      ReconstructionAnchors anchors,
      int classes,
      Courses courses,
      List<Gradients.Strength> gradients,
      List<LayerTrace> traces,
      int active,
      List<String> terms) {
    VaeCheck.Course own() {
      return courses.own;
    }

    int crossEntropy() {
      return terms.indexOf("cross-entropy");
    }

    /** Returns whether latents are stochastic but carry no information on the sample. */
    boolean collapsed() {
      int kl = terms.indexOf("kl");
      return kl > 0 && (active == 0 || own().end(kl) < 0.1);
    }
  }

  private final VaeRecipe recipe;
  private final SampleType shape;
  private final List<Finding> findings = new ArrayList<>();

  VaeFindings(VaeRecipe recipe, SampleType shape) {
    this.recipe = recipe;
    this.shape = shape;
  }

  List<Finding> all() {
    return List.copyOf(findings);
  }

  private void add(String advice, String problem, Object... values) {
    findings.add(new Finding(String.format(Locale.ROOT, problem, values), advice));
  }

  /** Reports why the model cannot be trained. */
  void unlearnable(Values values, int learned) {
    if (learned < 2) {
      add(
          "give more samples, or lower decipher.model.fit.validation-share",
          "there are %d samples to learn from; training needs 2 or more",
          Math.max(0, learned));
    }
    if (values.odd() > 0) {
      add(
          "a model can learn from finite values only: correct or leave out these samples",
          "%,d samples have values that are not finite",
          values.odd());
    }
    if (values.refused() > values.odd()) {
      add(
          "the likelihood bernoulli needs values in [0, 1]: scale the samples, or set"
              + " decipher.model.likelihood = gaussian",
          "%,d samples have values outside of [0, 1]; they range from %s to %s",
          values.outside(),
          values.least(),
          values.greatest());
    }
  }

  void judge(Measured measured) {
    if (measured.material.values.outside() > 0) {
      add(
          "scale the samples to [0, 1]: a decoder's values are in [0, 1], and cannot reach any"
              + " others",
          "%,d samples have values outside of [0, 1]; they range from %s to %s",
          measured.material.values.outside(),
          measured.material.values.least(),
          measured.material.values.greatest());
    }
    int before = findings.size();
    judgeStart(measured);
    judgeGradients(measured.gradients);
    judgeRate(measured);
    if (!measured.material.alike && measured.own().failed().isEmpty()) {
      judgeUnits(measured.traces);
      judgeEnd(measured, findings.size() > before);
    }
    if (recipe.fit().batchSize() > measured.material.learned) {
      add(
          "lower decipher.model.fit.batch-size, or give more samples: with so few, an epoch has a"
              + " single step",
          "batch-size is %,d, but there are %,d samples to learn from",
          recipe.fit().batchSize(),
          measured.material.learned);
    }
  }

  private void judgeStart(Measured measured) {
    ReconstructionAnchors anchors = measured.anchors;
    double start = measured.own().start(RECONSTRUCTION);
    double span = anchors.half() - anchors.least();
    if (start - anchors.half() > span) {
      add(
          "an untrained net should be about as good as chance: check how weights are initialised"
              + " and how samples are scaled",
          "the reconstruction starts at %.1f nats per sample, far above the %.1f of answering 1/2"
              + " everywhere",
          start,
          anchors.half());
    }
    if (measured.classes > 1) {
      double chance = Math.log(measured.classes);
      double entropy = measured.own().start(measured.crossEntropy());
      if (Math.abs(entropy - chance) > chance / 2) {
        add(
            "an untrained head should be about as good as chance: check how its weights are"
                + " initialised",
            "the cross-entropy starts at %.2f nats, far from the %.2f of chance among %d classes",
            entropy,
            chance,
            measured.classes);
      }
    }
  }

  private void judgeGradients(List<Gradients.Strength> gradients) {
    List<String> odd =
        gradients.stream()
            .filter(each -> !Double.isFinite(each.rootMeanSquare()))
            .map(Gradients.Strength::weight)
            .toList();
    if (!odd.isEmpty()) {
      add(
          "check the scale of the samples and of the weights",
          "the gradients are not finite at the first step: %s",
          some(odd));
      return;
    }
    // Gradients of biases and scales have other units, so only those of weights are compared.
    List<Gradients.Strength> weights =
        gradients.stream()
            .filter(each -> each.weight().endsWith(".weight"))
            .sorted(Comparator.comparingDouble(Gradients.Strength::rootMeanSquare))
            .toList();
    Gradients.Strength least = weights.get(0);
    Gradients.Strength most = weights.get(weights.size() - 1);
    List<String> faint =
        weights.stream()
            .filter(
                each ->
                    each.rootMeanSquare() < FAINT
                        || each.rootMeanSquare() * UNEVEN < most.rootMeanSquare())
            .map(Gradients.Strength::weight)
            .toList();
    if (faint.isEmpty()) {
      return;
    }
    if (most.rootMeanSquare() > HUGE) {
      add(
          "use fewer layers, or a smaller scale: gradients grow on their way back through the"
              + " layers",
          "gradients explode: %s gets %.1e (root mean square), %s only %.1e",
          most.weight(),
          most.rootMeanSquare(),
          least.weight(),
          least.rootMeanSquare());
    } else {
      add(
          "use fewer layers, and samples that are not tiny: these weights hardly learn",
          "gradients vanish in %s: %.1e (root mean square) at the lowest, against %.1e in %s",
          some(faint),
          least.rootMeanSquare(),
          most.rootMeanSquare(),
          most.weight());
    }
  }

  private static String some(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }

  private void judgeRate(Measured measured) {
    String rate = "decipher.model.fit.learning-rate (now " + recipe.fit().learningRate() + ")";
    VaeCheck.Course own = measured.own();
    if (own.failed().isPresent()) {
      add(
          measured.courses.slower.failed().isEmpty()
              ? "lower " + rate + ": with a tenth of it the loss stays finite"
              : "look at the samples and at " + rate,
          "%s after %d steps",
          own.failed().get(),
          own.steps());
      return;
    }
    int step = Math.min(own.steps(), measured.courses.slower.steps());
    double start = own.start(LOSS);
    double there = own.at(LOSS, step);
    double slower = measured.courses.slower.at(LOSS, step);
    // The noise of the latents alone changes the loss slightly from step to step.
    double little = (measured.anchors.half() - measured.anchors.least()) / 10;
    boolean outdone =
        measured.courses.slower.failed().isEmpty()
            && start - slower > little
            && start - there < (start - slower) / 2;
    if (there - start > little || outdone) {
      add(
          "lower " + rate,
          "the learning rate looks too high: after %d steps the loss is %.1f from %.1f, with a tenth"
              + " of it %.1f",
          step,
          there,
          start,
          slower);
      return;
    }
    int early = Math.min(own.steps(), measured.courses.faster.steps());
    double faster = measured.courses.faster.at(LOSS, early);
    double gained = start - own.at(LOSS, early);
    if (!measured.material.alike
        && measured.courses.faster.failed().isEmpty()
        && (gained < little || gained < (start - faster) / 3)) {
      add(
          "raise " + rate,
          "the learning rate looks too low: after %d steps the loss is %.1f from %.1f, with ten"
              + " times as much %.1f",
          early,
          own.at(LOSS, early),
          start,
          faster);
    }
  }

  private void judgeUnits(List<LayerTrace> traces) {
    String name = "";
    Set<String> named = new HashSet<>();
    for (LayerTrace trace : traces) {
      name = trace.name().isEmpty() ? name : trace.name();
      boolean activation = trace.parameters() == 0 && trace.units() > 0;
      if (activation
          && 4 * trace.silent() >= trace.units()
          && trace.silent() > 0
          && named.add(name)) {
        add(
            "set decipher.model.architecture.leak above 0, or lower the learning rate",
            "dead units: %d of %d in %s give the same output for every sample",
            trace.silent(),
            trace.units(),
            name);
      }
    }
  }

  /** Reports what the model failed to learn; only the plain fact if no cause is known yet. */
  private void judgeEnd(Measured measured, boolean explained) {
    VaeCheck.Course own = measured.own();
    double end = own.end(RECONSTRUCTION);
    boolean learned = end < measured.anchors.mean();
    if (!learned && measured.collapsed()) {
      add(
          "lower decipher.model.posterior.beta, or give it free-bits or a kl-warm-up",
          "the posterior collapses on the batch: %d of %d latents distinguish samples, KL is %.2f"
              + " nats, and every sample is decoded alike",
          measured.active,
          recipe.latentSize(),
          own.end(measured.terms.indexOf("kl")));
    } else if (!learned && !explained) {
      add(
          "a net that cannot overfit one batch learns nothing: give it more units or latents, and"
              + " check the samples of "
              + shape,
          "the loss does not fall: after %d steps the reconstruction is %.1f nats per sample, no"
              + " better than the %.1f of answering each value's mean",
          own.steps(),
          end,
          measured.anchors.mean());
    }
    if (measured.classes > 1
        && own.end(measured.crossEntropy()) > 0.75 * Math.log(measured.classes)) {
      add(
          "raise decipher.model.objective.classifier.weight, or lower posterior.beta",
          "the classification head does not learn the batch: its cross-entropy is %.2f nats after %d"
              + " steps, chance gives %.2f",
          own.end(measured.crossEntropy()),
          own.steps(),
          Math.log(measured.classes));
    }
  }
}
