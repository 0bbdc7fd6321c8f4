// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.Checkable;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.vae.recipe.GmvaeRecipe;
import io.decipher.vae.train.GmvaeTraining;
import io.decipher.vae.trained.TrainedVae;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A variational autoencoder with a learned mixture prior, which finds classes itself; see {@link
 * GmvaeRecipe}.
 *
 * @param recipe the network, the mixture and their training
 */
public record Gmvae(GmvaeRecipe recipe) implements GenerativeModel, Checkable {
  @Override
  public void check(SampleType shape) {
    new Vae(recipe.vae()).check(shape);
  }

  @Override
  public ModelCheck check(TrainingSet set, RunContext run) {
    return new Vae(recipe.vae()).check(set, run);
  }

  @Override
  public TrainedModel train(TrainingSet set, RunContext run) {
    return new TrainedVae(new GmvaeTraining(recipe, set, run).run());
  }

  @Override
  public TrainedModel load(Path directory) throws IOException {
    return TrainedVae.load(recipe.vae(), directory);
  }
}
