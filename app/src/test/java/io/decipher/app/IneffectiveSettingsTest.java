// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.runtime.Clustering;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.Training;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A setting that was changed in vain is told, with the reason; others are not. */
class IneffectiveSettingsTest {
  private static final Plugins PLUGINS = Plugins.discover();

  private static List<String> told(String text) {
    return Discovery.of(own(text), PLUGINS).ineffective();
  }

  private static Settings own(String text) {
    return Settings.parse("my.conf", "decipher.dataset = mnist\n" + text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          decipher.round.agreement = 0.5 | decipher.round has no effect, as decipher.rounds is 0
          decipher.small-clusters { merge = false, lead = 3 } | decipher.small-clusters.lead has no effect, as decipher.small-clusters.merge is false
          decipher.evidence.sample = 500 | decipher.evidence.sample has no effect, as decipher.evidence.halves is 0
          decipher.clusterer { type = hdbscan, min-cluster-size = 9, min-cluster-share = 0.1 } | decipher.clusterer.min-cluster-share has no effect, as decipher.clusterer.min-cluster-size is 9
          decipher.clusterer { type = hdbscan, selection = leaf, max-cluster-size = 9 } | decipher.clusterer.max-cluster-size has no effect, as decipher.clusterer.selection is leaf
          decipher.model { type = vae, objective.corruption.amount = 0.5 } | decipher.model.objective.corruption.amount has no effect, as decipher.model.objective.corruption.kind is none
          decipher.model { type = vae, objective.classifier.smoothing = 0.1 } | decipher.model.objective.classifier.smoothing has no effect, as decipher.model.objective.classifier.weight is 0
          decipher.model { type = vae, objective.augmentation { type = handwriting, stroke = 0, stroke-width { least = 1, most = 2 } } } | decipher.model.objective.augmentation.stroke-width has no effect, as decipher.model.objective.augmentation.stroke is 0
          decipher.model { type = vae, posterior { type = none, sparsity.target = 0.2 } } | decipher.model.posterior.sparsity.target has no effect, as decipher.model.posterior.sparsity.weight is 0
          decipher.model { type = gmvae, fit.optimizer { algorithm = sgd, beta1 = 0.8 } } | decipher.model.fit.optimizer.beta1 has no effect, as decipher.model.fit.optimizer.algorithm is sgd
          decipher.model { type = dcgan, fit.optimizer { algorithm = rmsprop, beta1 = 0.8 } } | decipher.model.fit.optimizer.beta1 has no effect, as decipher.model.fit.optimizer.algorithm is rmsprop
          decipher.model { type = vae, condition.withheld = 0.2 } | decipher.model.condition.withheld has no effect, as decipher.model.condition.by is none
          decipher.model { type = vae, objective { augmentation = none, classifier { weight = 1, refine-augmentation = 0.5 } } } | decipher.model.objective.classifier.refine-augmentation has no effect, as decipher.model.objective.augmentation is none
          decipher.model { type = vae, posterior { beta = 0, free-bits = 0.1 } } | decipher.model.posterior.free-bits has no effect, as decipher.model.posterior.beta is 0
          decipher.model { type = vae, posterior { type = none, activation = sigmoid, sparsity.penalty = kl } } | decipher.model.posterior.sparsity.penalty has no effect, as decipher.model.posterior.sparsity.weight is 0
          decipher.classes = runs/first | decipher.classes has no effect, since only decipher train uses the classes of an earlier run
          """)
  void what_has_no_effect_is_told_with_its_place_and_the_reason(String text, String sentence) {
    assertThat(told(text)).contains("my.conf: 2: " + sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "decipher { rounds = 1, round.agreement = 0.5, model.objective.classifier.weight = 100 }",
        "decipher.small-clusters { merge = true, lead = 3 }",
        "decipher.small-clusters { merge = false, lead = 1.5 }", // as it is by default
        "decipher.evidence { halves = 2, sample = 500 }",
        "decipher.clusterer { type = hdbscan, min-cluster-share = 0.1 }",
        "decipher.model { type = vae, objective.corruption { kind = masking, amount = 0.5 } }",
        "decipher.model { type = vae, objective.augmentation = spectrogram }",
      })
  void what_has_one_is_not(String text) {
    assertThat(told(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "auto",
        "mnist",
        "quick",
        "objects",
        "plain",
        "vae-only",
        "gmvae",
        "gan",
        "likelihood",
        "diffusion",
        "denoising",
        "autoencoders"
      })
  void a_preset_has_none_of_its_own(String preset) throws IOException {
    try (InputStream in =
        ConfigurationOptions.class.getResourceAsStream("presets/" + preset + ".conf")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(told(text)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          decipher.clusterer { type = hdbscan, min-cluster-size = 9, min-cluster-share = 0.1 } | decipher.clusterer.min-cluster-share has no effect, as decipher.clusterer.min-cluster-size is 9
          decipher.clusterer { type = hdbscan, selection = leaf, max-cluster-size = 9 } | decipher.clusterer.max-cluster-size has no effect, as decipher.clusterer.selection is leaf
          """)
  void a_clustering_tells_of_its_own(String text, String sentence) {
    assertThat(Clustering.of(Settings.parse("my.conf", text), PLUGINS).ineffective())
        .containsExactly("my.conf: 1: " + sentence);
  }

  @Test
  void a_training_tells_of_its_model_and_not_of_what_a_discovery_uses() {
    Settings settings =
        own("decipher { round.agreement = 0.5, model { type = vae, condition.withheld = 0.2 } }");
    assertThat(Training.of(settings, PLUGINS).ineffective())
        .containsExactly(
            "my.conf: 2: decipher.model.condition.withheld has no effect, as"
                + " decipher.model.condition.by is none");
  }
}
