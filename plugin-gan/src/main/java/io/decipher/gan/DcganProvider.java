// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan;

import io.decipher.api.ConfigurationException;
import io.decipher.api.GenerativeModel;
import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import io.decipher.api.spi.Dependency;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.djl.optim.Optimization;
import io.decipher.gan.recipe.DcganRecipe;
import io.decipher.gan.trained.TrainedDcgan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Creates generative adversarial networks; its name is {@code dcgan}. */
public final class DcganProvider implements GenerativeModelProvider {
  /** Where settings have moved to since recipes are divided into parts. */
  private static final Map<String, String> MOVED =
      Map.ofEntries(
          Map.entry("leak", "discriminator.leak"),
          Map.entry("spectral-normalization", "discriminator.spectral-normalization"),
          Map.entry("packing", "discriminator.packing"),
          Map.entry("instance-noise", "discriminator.instance-noise"),
          Map.entry("discriminator-steps", "discriminator.steps"),
          Map.entry("discriminator-rate", "fit.learning-rate"),
          Map.entry("label-smoothing", "loss.label-smoothing"),
          Map.entry("optimizer", "fit.optimizer"),
          Map.entry("schedule", "fit.schedule"),
          Map.entry("epochs", "fit.epochs"),
          Map.entry("batch-size", "fit.batch-size"),
          Map.entry("averaging", "fit.averaging"),
          Map.entry("validation-share", "fit.validation-share"),
          Map.entry("patience", "fit.patience"),
          Map.entry("collapse", "safeguards.collapse"),
          Map.entry("divergence", "safeguards.divergence"));

  /** Creates the provider; called by {@link java.util.ServiceLoader}. */
  public DcganProvider() {}

  @Override
  public String name() {
    return "dcgan";
  }

  @Override
  public String description() {
    return "deep convolutional generative adversarial network, conditional on found classes";
  }

  @Override
  public GenerativeModel create(Settings settings) {
    List<String> problems = new ArrayList<>(settings.moved(MOVED));
    Settings present = settings;
    for (String key : MOVED.keySet()) {
      present = present.without(key);
    }
    try {
      DcganRecipe recipe = present.as(DcganRecipe.class);
      if (problems.isEmpty()) {
        return new Dcgan(recipe);
      }
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    throw new ConfigurationException(problems);
  }

  @Override
  public Class<?> yields() {
    return TrainedDcgan.class;
  }

  @Override
  public boolean accepts(SampleType type) {
    return type instanceof SampleType.Image;
  }

  @Override
  public List<Dependency> dependencies() {
    return Optimization.dependencies("fit.optimizer");
  }
}
