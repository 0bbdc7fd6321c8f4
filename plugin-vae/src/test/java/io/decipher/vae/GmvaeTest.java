// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.ConfigurationException;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FoundClasses;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Plugins;
import io.decipher.api.Progress;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.vae.recipe.GmvaeRecipe;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.trained.TrainedVae;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GmvaeTest {
  private static final TrainingSet SET = Recipes.unclassified(Recipes.shapes(140));

  @TempDir Path directory;

  private static GmvaeRecipe gmvae(String text) {
    Settings block = Settings.parse("my.conf", "decipher.model { type = gmvae\n" + text + "\n}");
    return ((Gmvae)
            Plugins.discover().create(GenerativeModelProvider.class, block.at("decipher.model")))
        .recipe();
  }

  private static GmvaeRecipe tiny(String more) {
    return gmvae(
        "engine = "
            + Recipes.ENGINE
            + ", architecture.channels = [16, 16, 16], latent-size = 4, fit { min-steps = 0, epochs = 2, batch-size ="
            + " 32, learning-rate = 0.005, averaging = 0.8, validation-share = 0.1 },"
            + " prior { components = 6, shrinkage = 4 },"
            + " clusters { epochs = 2, learning-rate = 0.005, graph.neighbours = 3 }\n"
            + more);
  }

  private byte[] bytes(TrainedVae vae, String name) throws Exception {
    Path place = Files.createDirectories(directory.resolve(name));
    vae.save(place);
    return Files.readAllBytes(place.resolve("vae.tensors"));
  }

  @Test
  void its_defaults_are_the_vaes_and_a_mixture() {
    GmvaeRecipe gmvae = gmvae("");
    Recipes.Recipe vae = new Recipes.Recipe();
    vae.mixture = new Prior.Mixture(30, Prior.Covariance.FULL, 40, 50);
    assertThat(gmvae.vae().standard()).isEqualTo(vae.build().standard());
    assertThat(gmvae.mixture().components()).isEqualTo(30);
  }

  @Test
  void it_finds_classes_by_itself_and_draws_of_them() {
    RunContext run = RunContext.seeded(3);
    try (TrainedVae vae = (TrainedVae) new Gmvae(tiny("")).train(SET, run)) {
      assertThat(vae.assigns()).isTrue();
      assertThat(vae.classes()).isBetween(1, 6);
      FoundClasses found = vae.assign(SET.samples(), run);
      assertThat(found.labels().classes()).isEqualTo(vae.classes());
      for (int i = 0; i < found.labels().size(); i++) {
        assertThat(found.strengths().get(i, 0)).isBetween(1f / vae.classes() - 1e-6f, 1f);
      }
      for (int label = 0; label < vae.classes(); label++) {
        assertThat(vae.generate(label, 3, new SplittableRandom(1)).rows()).isEqualTo(3);
      }
    }
  }

  @Test
  void the_mixture_is_learned_with_the_net() {
    List<EpochMetrics> epochs = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(Progress progress) {}

          @Override
          public void epoch(EpochMetrics metrics) {
            epochs.add(metrics);
          }
        };
    try (TrainedVae vae =
        (TrainedVae)
            new Gmvae(tiny("fit.epochs = 12, clusters { epochs = 12, overlap = 1 }"))
                .train(SET, RunContext.of(3, listener, new CancellationToken()))) {
      assertThat(vae.classes()).isPositive();
    }
    assertThat(epochs).extracting(EpochMetrics::epoch).startsWith(1, 2, 3, 4).hasSize(24);
    assertThat(epochs.get(11).values()).doesNotContainKey("graph");
    EpochMetrics first = epochs.get(12);
    EpochMetrics last = epochs.get(23);
    assertThat(last.values().get("graph")).isLessThanOrEqualTo(first.values().get("graph"));
    assertThat(last.values().get("objective")).isGreaterThan(first.values().get("objective"));
  }

  @Test
  void saved_and_loaded_it_names_the_same_classes() throws Exception {
    RunContext run = RunContext.seeded(3);
    GmvaeRecipe recipe = tiny("");
    try (TrainedVae vae = (TrainedVae) new Gmvae(recipe).train(SET, run)) {
      byte[] saved = bytes(vae, "one");
      try (TrainedVae loaded = (TrainedVae) new Gmvae(recipe).load(directory.resolve("one"))) {
        assertThat(loaded.assigns()).isTrue();
        assertThat(loaded.classes()).isEqualTo(vae.classes());
        FoundClasses own = vae.assign(SET.samples(), run);
        FoundClasses theirs = loaded.assign(SET.samples(), run);
        assertThat(theirs.labels()).isEqualTo(own.labels());
        assertThat(theirs.strengths()).isEqualTo(own.strengths());
        assertThat(bytes(loaded, "two")).isEqualTo(saved);
      }
    }
  }

  /** Cancelled in either part, and as often, it ends with the bytes of one that was not. */
  @Test
  void resumed_it_is_the_same_to_the_bit() throws Exception {
    byte[] whole;
    try (TrainedVae vae = (TrainedVae) new Gmvae(tiny("")).train(SET, RunContext.seeded(5))) {
      whole = bytes(vae, "whole");
    }
    Path checkpoints = directory.resolve("checkpoints");
    for (int steps : new int[] {5, 6, 4, Integer.MAX_VALUE}) {
      CancellationToken token = new CancellationToken();
      int[] heard = new int[1];
      ProgressListener listener =
          progress -> {
            if (progress.stage().equals("model") && ++heard[0] >= steps) {
              token.cancel();
            }
          };
      RunContext run = RunContext.of(5, listener, token).withCheckpoints(checkpoints);
      if (steps < Integer.MAX_VALUE) {
        assertThatThrownBy(() -> new Gmvae(tiny("")).train(SET, run))
            .isInstanceOf(CancellationException.class);
      } else {
        try (TrainedVae vae = (TrainedVae) new Gmvae(tiny("")).train(SET, run)) {
          assertThat(bytes(vae, "resumed")).isEqualTo(whole);
        }
      }
    }
  }

  @Test
  void without_the_graph_it_is_vades() {
    try (TrainedVae vae =
        (TrainedVae)
            new Gmvae(tiny("clusters.graph.weight = 0")).train(SET, RunContext.seeded(3))) {
      assertThat(vae.assigns()).isTrue();
    }
  }

  @Test
  void it_goes_on_to_learn_classes_that_a_run_found() {
    RunContext run = RunContext.seeded(3);
    try (TrainedVae vae =
            (TrainedVae)
                new Gmvae(tiny("objective.classifier { weight = 10, refine-epochs = 1 }"))
                    .train(SET, run);
        TrainedVae told = vae.refine(Recipes.shapes(140), run)) {
      assertThat(told.assign(SET.samples(), run).labels().classes()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void it_says_how_likely_samples_are_under_its_mixture() {
    RunContext run = RunContext.seeded(3);
    try (TrainedVae vae = (TrainedVae) new Gmvae(tiny("")).train(SET, run)) {
      LikelihoodModel.Likelihoods likelihoods = vae.likelihoods(SET.samples().slice(0, 2), 3, run);
      assertThat(likelihoods.priors()).hasSize(2);
      assertThat(likelihoods.priors().get(1).prior())
          .isEqualTo(
              "a mixture of 6 normal distributions, learned with the net, of "
                  + vae.classes()
                  + " classes");
    }
  }

  @Test
  void what_does_not_go_with_a_mixture_is_refused_with_its_line() {
    assertThatThrownBy(() -> gmvae("latent-size = 3\nprior = standard\nposterior.free-bits = 1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("my.conf: 4: decipher.model: posterior must have free-bits = 0")
        .hasMessageContaining("; prior must be mixture");
    assertThatThrownBy(() -> gmvae("clusters.overlap = 2\nlatent-size = 0"))
        .hasMessageContaining("decipher.model.clusters: overlap must be in [0.0, 1.0], but was 2.0")
        .hasMessageContaining("decipher.model: latent-size must be at least 1, but was 0");
    assertThatThrownBy(() -> gmvae("clusters.epoch = 2"))
        .hasMessageContaining("decipher.model.clusters.epoch is no setting")
        .hasMessageContaining("epochs");
  }
}
