package io.decipher.vae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Conditional;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.djl.optim.Optimization;
import io.decipher.vae.recipe.Augmentation;
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
            architecture = dense
            channels = [16, 48]
            hidden = [64]
            latent-size = 3
            likelihood = gaussian
            schedule = plateau
            plateau.factor = 0.1
            cross-view = false
            augmentation.rotation = 3
            prior = standard
            """);
    assertThat(vae.engine()).isEqualTo("PyTorch");
    assertThat(vae.architecture()).isEqualTo(VaeRecipe.Architecture.DENSE);
    assertThat(vae.channels()).isEqualTo(List.of(16, 48));
    assertThat(vae.hidden()).isEqualTo(List.of(64));
    assertThat(vae.latentSize()).isEqualTo(3);
    assertThat(vae.likelihood()).isEqualTo(VaeRecipe.Likelihood.GAUSSIAN);
    assertThat(vae.schedule()).isEqualTo(VaeRecipe.Schedule.PLATEAU);
    assertThat(vae.plateau()).isEqualTo(new VaeRecipe.Plateau(0.1, 3));
    assertThat(vae.crossView()).isFalse();
    assertThat(vae.augmentation().rotation()).isEqualTo(3);
    assertThat(vae.augmentation().shear()).isEqualTo(15);
    assertThat(vae.prior()).isEqualTo(VaeRecipe.Prior.STANDARD);
  }

  @Nested
  class Changes_of_views {
    @Test
    void are_a_preset_or_one_with_single_settings_changed() {
      Augmentation objects = vae("augmentation = objects").augmentation();
      assertThat(objects.mirror()).isEqualTo(0.5);
      assertThat(objects.brightness()).isPositive();
      assertThat(objects.stroke() + objects.dilate() + objects.erode()).isZero();
      assertThat(vae("augmentation { type = objects }").augmentation()).isEqualTo(objects);

      Augmentation changed = vae("augmentation { type = objects, rotation = 5 }").augmentation();
      assertThat(changed.rotation()).isEqualTo(5);
      assertThat(changed.mirror()).isEqualTo(0.5);
      assertThat(vae("augmentation = handwriting").augmentation()).isEqualTo(Recipes.VIEWS);
    }

    @Test
    void are_set_one_by_one_on_a_command_line() {
      Settings block =
          Settings.assignment("decipher.model.augmentation.type=objects")
              .over(
                  Settings.parse(
                      "preset",
                      "decipher.model { type = vae, augmentation { type = handwriting, rotation ="
                          + " 12 } }"))
              .at("decipher.model");
      VaeRecipe vae =
          ((Vae) Plugins.discover().create(GenerativeModelProvider.class, block)).recipe();
      assertThat(vae.augmentation()).isEqualTo(vae("augmentation = objects").augmentation());
    }

    @Test
    void of_a_name_that_is_not_known_are_refused() {
      assertThatThrownBy(() -> vae("augmentation = object"))
          .hasMessage(
              "my.conf: 2: decipher.model.augmentation.type is 'object'; did you mean 'objects'?");
      assertThatThrownBy(() -> vae("augmentation { type = photographs }"))
          .hasMessage(
              "my.conf: 2: decipher.model.augmentation.type is 'photographs'; known: handwriting,"
                  + " objects");
      assertThatThrownBy(() -> vae("augmentation { type = objects, rotatoin = 5 }"))
          .hasMessage(
              "my.conf: 2: decipher.model.augmentation.rotatoin is no setting; did you mean"
                  + " 'rotation'?");
      assertThatThrownBy(() -> vae("augmentation { cutout-size.most = 1 }"))
          .hasMessage(
              "my.conf: 2: decipher.model.augmentation.cutout-size: most must be in [3.0, 1000.0],"
                  + " but was 1.0");
    }
  }

  @Test
  void an_optimizer_is_a_block_of_its_own() {
    VaeRecipe vae =
        vae(
            """
            optimizer { algorithm = rmsprop, beta2 = 0.99, momentum = 0.5, clip-norm = 10 }
            schedule = cosine
            warm-up = 0.5
            """);
    assertThat(vae.optimizer())
        .isEqualTo(
            new Optimization(Optimization.Algorithm.RMSPROP, 0.9, 0.99, 1e-8, 0.5, 0.0001, 10));
    assertThat(vae.schedule()).isEqualTo(VaeRecipe.Schedule.COSINE);
    assertThat(vae.warmUp()).isEqualTo(0.5);
    assertThatThrownBy(() -> vae("optimizer.clip-norm = -1"))
        .hasMessage(
            "my.conf: 2: decipher.model.optimizer: clip-norm must be in [0.0, 1000000.0], but was"
                + " -1.0");
  }

  @Test
  void a_wrong_value_is_named_with_its_line() {
    assertThatThrownBy(() -> vae("latent-size = 0"))
        .hasMessage("my.conf: 2: decipher.model: latent-size must be at least 1, but was 0");
  }

  @Test
  void settings_that_do_not_go_together_are_named_with_the_first_ones_line() {
    assertThatThrownBy(() -> vae("posterior = none\nfree-bits = 1\nprior = standard"))
        .hasMessageStartingWith("my.conf: 4: decipher.model: prior must be fitted")
        .hasMessageContaining("; free-bits must be 0 where posterior = none");
    assertThatThrownBy(() -> vae("corruption { kind = masking, amount = 2 }"))
        .hasMessage(
            "my.conf: 2: decipher.model.corruption: amount must be in [0.0, 1.0], but was 2.0");
  }

  @Test
  void it_promises_what_a_trained_one_can() {
    VaeProvider provider = new VaeProvider();
    assertThat(provider.can(Encoder.class)).isTrue();
    assertThat(provider.can(Decoder.class)).isTrue();
    assertThat(provider.can(Conditional.class)).isTrue();
  }
}
