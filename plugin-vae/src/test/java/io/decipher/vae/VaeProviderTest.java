// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Conditional;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.LikelihoodModel;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.djl.optim.Annealing;
import io.decipher.djl.optim.Optimization;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Augmentation;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.Posterior;
import io.decipher.vae.recipe.Prior;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class VaeProviderTest {
  private static VaeRecipe vae(String text) {
    Settings block = Settings.parse("my.conf", "decipher.model { type = vae\n" + text + "\n}");
    return ((Vae)
            Plugins.discover().create(GenerativeModelProvider.class, block.at("decipher.model")))
        .recipe();
  }

  private static Augmentation views(String text) {
    return vae(text).objective().augmentation().orElseThrow();
  }

  @Test
  void the_defaults_are_the_cross_view_recipe() {
    assertThat(vae("")).isEqualTo(Recipes.DEFAULTS);
  }

  @Test
  void every_setting_can_be_set() {
    VaeRecipe vae =
        vae(
            """
            engine = PyTorch
            architecture { type = dense, hidden = [64] }
            latent-size = 3
            likelihood = gaussian
            fit.schedule { type = plateau, factor = 0.1 }
            objective.augmentation.rotation = 3
            prior = standard
            """);
    assertThat(vae.engine()).isEqualTo("PyTorch");
    assertThat(vae.architecture())
        .isEqualTo(
            new Architecture.Dense(List.of(64), false, Architecture.Normalization.BATCH, 0.1, 0));
    assertThat(vae.latentSize()).isEqualTo(3);
    assertThat(vae.likelihood()).isEqualTo(new Likelihood.Gaussian(0.1, Likelihood.Output.SIGMOID));
    assertThat(vae.fit().schedule()).isEqualTo(new Annealing.Plateau(0.1, 3));
    Augmentation changed = vae.objective().augmentation().orElseThrow();
    assertThat(changed.rotation()).isEqualTo(3);
    assertThat(changed.shear()).isEqualTo(15);
    assertThat(vae.prior()).isEqualTo(new Prior.Standard());
    assertThat(vae("objective.augmentation = none").objective().augmentation()).isEmpty();
    assertThat(vae("posterior { beta = 1 }").posterior())
        .isEqualTo(new Posterior.Gaussian(1, 0, 0));
    assertThat(vae("prior { type = mixture, components = 3 }").prior())
        .isEqualTo(new Prior.Mixture(3, Prior.Covariance.FULL, 40, 50));
  }

  @Test
  void a_key_of_a_former_version_is_refused_with_its_new_place() {
    assertThatThrownBy(() -> vae("batch-size = 32\nbeta = 1\ncross-view = false\nlatent-size = 0"))
        .hasMessageContaining(
            "my.conf: 2: decipher.model.batch-size is now decipher.model.fit.batch-size")
        .hasMessageContaining(
            "my.conf: 3: decipher.model.beta is now decipher.model.posterior.beta")
        .hasMessageContaining(
            "my.conf: 4: decipher.model.cross-view is now decipher.model.objective.augmentation,"
                + " which is none where it was false")
        .hasMessageContaining("my.conf: 5: decipher.model: latent-size must be at least 1");
    assertThatThrownBy(() -> vae("classifier { weight = 100 }"))
        .hasMessage(
            "my.conf: 2: decipher.model.classifier is now decipher.model.objective.classifier");
  }

  @Nested
  class Changes_of_views {
    @Test
    void are_a_preset_or_one_with_single_settings_changed() {
      Augmentation objects = views("objective.augmentation = objects");
      assertThat(objects.mirror()).isEqualTo(0.5);
      assertThat(objects.brightness()).isPositive();
      assertThat(objects.stroke() + objects.dilate() + objects.erode()).isZero();
      assertThat(views("objective.augmentation { type = objects }")).isEqualTo(objects);
      Augmentation spectrogram = views("objective.augmentation = spectrogram");
      assertThat(spectrogram.rotation() + spectrogram.mirror()).isZero();
      assertThat(spectrogram.mask()).contains(new Augmentation.Mask(0.5, 5, 4));

      Augmentation changed = views("objective.augmentation { type = objects, rotation = 5 }");
      assertThat(changed.rotation()).isEqualTo(5);
      assertThat(changed.mirror()).isEqualTo(0.5);
      assertThat(views("objective.augmentation = handwriting")).isEqualTo(Recipes.VIEWS);
    }

    @Test
    void are_set_one_by_one_on_a_command_line() {
      Settings block =
          Settings.assignment("decipher.model.objective.augmentation.type=objects")
              .over(
                  Settings.parse(
                      "preset",
                      "decipher.model { type = vae, objective.augmentation { type = handwriting,"
                          + " rotation = 12 } }"))
              .at("decipher.model");
      VaeRecipe vae =
          ((Vae) Plugins.discover().create(GenerativeModelProvider.class, block)).recipe();
      assertThat(vae.objective().augmentation().orElseThrow())
          .isEqualTo(views("objective.augmentation = objects"));
    }

    @Test
    void of_a_name_that_is_not_known_are_refused() {
      assertThatThrownBy(() -> vae("objective.augmentation = object"))
          .hasMessage(
              "my.conf: 2: decipher.model.objective.augmentation.type is 'object'; did you mean 'objects'?");
      assertThatThrownBy(() -> vae("objective.augmentation { type = photographs }"))
          .hasMessage(
              "my.conf: 2: decipher.model.objective.augmentation.type is 'photographs'; known: handwriting,"
                  + " none, objects, spectrogram");
      assertThatThrownBy(() -> vae("objective.augmentation { type = objects, rotatoin = 5 }"))
          .hasMessage(
              "my.conf: 2: decipher.model.objective.augmentation.rotatoin is no setting; did you mean"
                  + " 'rotation'?");
      assertThatThrownBy(() -> vae("objective.augmentation { cutout-size.most = 1 }"))
          .hasMessage(
              "my.conf: 2: decipher.model.objective.augmentation.cutout-size: most must be in [3.0, 1000.0],"
                  + " but was 1.0");
    }
  }

  @Test
  void an_optimizer_is_a_block_of_its_own() {
    VaeRecipe vae =
        vae(
            """
            fit.optimizer { algorithm = rmsprop, beta2 = 0.99, momentum = 0.5, clip-norm = 10 }
            fit.schedule = cosine
            fit.warm-up = 0.5
            """);
    assertThat(vae.fit().optimizer())
        .isEqualTo(
            new Optimization(Optimization.Algorithm.RMSPROP, 0.9, 0.99, 1e-8, 0.5, 0.0001, 10));
    assertThat(vae.fit().schedule()).isEqualTo(new Annealing.Cosine());
    assertThat(vae.fit().warmUp()).isEqualTo(0.5);
    assertThatThrownBy(() -> vae("fit.optimizer.clip-norm = -1"))
        .hasMessage(
            "my.conf: 2: decipher.model.fit.optimizer: clip-norm must be in [0.0, 1000000.0], but was"
                + " -1.0");
  }

  @Test
  void a_wrong_value_is_named_with_its_line() {
    assertThatThrownBy(() -> vae("latent-size = 0"))
        .hasMessage("my.conf: 2: decipher.model: latent-size must be at least 1, but was 0");
  }

  @Test
  void a_setting_of_another_choice_cannot_be_written() {
    assertThatThrownBy(() -> vae("likelihood { type = gaussian, binarization = dynamic }"))
        .hasMessage(
            "my.conf: 2: decipher.model.likelihood.binarization is no setting of likelihood"
                + " 'gaussian'; known: noise, output");
    assertThatThrownBy(() -> vae("posterior { type = none, free-bits = 1 }"))
        .hasMessageContaining("free-bits is no setting of posterior 'none'");
    assertThatThrownBy(() -> vae("architecture { tied-weights = true }"))
        .hasMessageContaining("tied-weights is no setting of architecture 'convolutional'");
  }

  @Test
  void settings_that_do_not_go_together_are_named_with_the_first_ones_line() {
    assertThatThrownBy(() -> vae("posterior = none\narchitecture.leak = 0\nprior = standard"))
        .hasMessageStartingWith("my.conf: 4: decipher.model: prior must be fitted")
        .hasMessageContaining("where posterior = none");
    assertThatThrownBy(() -> vae("objective.corruption { kind = masking, amount = 2 }"))
        .hasMessage(
            "my.conf: 2: decipher.model.objective.corruption: amount must be in [0.0, 1.0], but was 2.0");
  }

  @Test
  void more_latents_than_there_can_be_are_refused() {
    assertThatThrownBy(() -> vae("latent-size = 2147483647"))
        .hasMessage(
            "my.conf: 2: decipher.model: latent-size must be at most 32768, but was 2147483647");
  }

  @Test
  void what_it_can_depends_on_its_settings() {
    assertThat(can("")).isTrue();
    assertThat(can("posterior = none")).isFalse();
    assertThat(can("condition.by = classes")).isFalse();
  }

  private static boolean can(String text) {
    Plugins plugins = Plugins.discover();
    Settings block =
        Settings.parse("my.conf", "decipher.model { type = vae\n" + text + "\n}")
            .at("decipher.model");
    return new VaeProvider()
        .can(LikelihoodModel.class, plugins.resolve(GenerativeModelProvider.class, block));
  }

  @Test
  void it_promises_what_a_trained_one_can() {
    VaeProvider provider = new VaeProvider();
    assertThat(provider.can(Encoder.class)).isTrue();
    assertThat(provider.can(Decoder.class)).isTrue();
    assertThat(provider.can(Conditional.class)).isTrue();
  }
}
