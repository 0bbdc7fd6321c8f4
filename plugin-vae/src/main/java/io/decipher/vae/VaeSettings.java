// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.ConfigurationException;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Settings;
import io.decipher.api.spi.Dependency;
import io.decipher.djl.optim.Optimization;
import io.decipher.vae.recipe.Condition;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recipe from a configuration, and rejects keys of former versions with their new location.
 */
final class VaeSettings {
  private static final String OBJECTIVE = "objective";
  private static final String AUGMENTATION = "augmentation";

  /** The former locations of settings, before a recipe had parts. */
  private static final Map<String, String> MOVED = moved();

  private static final String AUGMENTED = OBJECTIVE + "." + AUGMENTATION + ".";

  /** Settings that only have an effect in combination with others. */
  static final List<Dependency> DEPENDENCIES =
      Stream.of(
              List.of(
                  Dependency.off("condition.by", "none", "condition.withheld"),
                  Dependency.off(
                      "objective.corruption.kind", "none", "objective.corruption.amount"),
                  Dependency.off(
                      "objective.classifier.weight",
                      "0",
                      "objective.classifier.smoothing",
                      "objective.classifier.refine-epochs",
                      "objective.classifier.refine-augmentation"),
                  Dependency.off(
                      OBJECTIVE + "." + AUGMENTATION,
                      "none",
                      "objective.classifier.refine-augmentation"),
                  Dependency.off(
                      "posterior.beta", "0", "posterior.kl-warm-up", "posterior.free-bits"),
                  Dependency.off(
                      "posterior.sparsity.weight",
                      "0",
                      "posterior.sparsity.penalty",
                      "posterior.sparsity.target"),
                  Dependency.off(
                      "posterior.contraction.weight", "0", "posterior.contraction.distance"),
                  Dependency.off("posterior.sparsity.penalty", "l1", "posterior.sparsity.target"),
                  Dependency.off(AUGMENTED + "elastic", "0", AUGMENTED + "elastic-grid"),
                  Dependency.off(AUGMENTED + "cutout", "0", AUGMENTED + "cutout-size"),
                  Dependency.off(
                      AUGMENTED + "stroke",
                      "0",
                      AUGMENTED + "stroke-length",
                      AUGMENTED + "stroke-width")),
              Optimization.dependencies("fit.optimizer"))
          .flatMap(List::stream)
          .toList();

  private VaeSettings() {}

  private static Map<String, String> moved() {
    Map<String, String> moved = new TreeMap<>();
    Map.of(
            "architecture",
            "channels hidden normalization tied-weights residual-blocks fully-connected leak dropout",
            "posterior",
            "beta kl-warm-up free-bits sparsity",
            "likelihood",
            "noise output binarization",
            OBJECTIVE,
            "augmentation corruption classifier",
            "fit",
            "epochs batch-size learning-rate optimizer schedule warm-up validation-share patience"
                + " averaging")
        .forEach(
            (part, keys) -> {
              for (String key : keys.split(" ")) {
                moved.put(key, part + "." + key);
              }
            });
    moved.put("latent-activation", "posterior.activation, where posterior.type = none");
    moved.put("plateau", "fit.schedule, where fit.schedule.type = plateau");
    moved.put("mixture", "prior, where prior.type = mixture");
    moved.put("cross-view", "objective.augmentation, which is none where it was false");
    return Map.copyOf(moved);
  }

  /**
   * Returns the recipe of a block, or null after reporting problems.
   *
   * @param others keys that are read elsewhere
   * @param problems receives the problems
   */
  static @Nullable VaeRecipe recipe(Settings settings, Set<String> others, List<String> problems) {
    List<String> old = settings.moved(MOVED);
    problems.addAll(old);
    Settings present = settings;
    for (String key : MOVED.keySet()) {
      present = present.without(key);
    }
    VaeRecipe recipe = bound(VaeRecipe.class, bare(present), others, problems);
    return old.isEmpty() ? recipe : null;
  }

  /** Returns the record of a block, or null after reporting problems. */
  static <R extends Record> @Nullable R bound(
      Class<R> type, Settings settings, Set<String> others, List<String> problems) {
    try {
      return settings.as(type, others);
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  /** Returns settings without the name of the augmentation preset. */
  private static Settings bare(Settings settings) {
    Settings objective = settings.at(OBJECTIVE);
    Settings augmentation = objective.at(AUGMENTATION);
    return settings.with(
        OBJECTIVE,
        augmentation.type().filter("none"::equals).isPresent()
            ? objective.without(AUGMENTATION)
            : objective.with(AUGMENTATION, augmentation.without("type")));
  }

  /**
   * Returns whether a model trained by a recipe has a capability: it has a likelihood only if it
   * has a posterior, is not conditional and does not decode step by step.
   */
  static boolean can(Class<?> capability, VaeRecipe recipe) {
    return capability != LikelihoodModel.class
        || (recipe.isVariational()
            && recipe.condition().by() == Condition.By.NONE
            && recipe.architecture().steps().isEmpty());
  }

  /** Returns the problems as the exception that a provider throws. */
  static ConfigurationException refused(List<String> problems) {
    return new ConfigurationException(new ArrayList<>(problems));
  }
}
