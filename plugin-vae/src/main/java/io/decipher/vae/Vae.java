// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae;

import io.decipher.api.Checkable;
import io.decipher.api.GenerativeModel;
import io.decipher.api.ModelCheck;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Engines;
import io.decipher.vae.net.VaeNet;
import io.decipher.vae.recipe.VaeRecipe;
import io.decipher.vae.train.VaeCheck;
import io.decipher.vae.train.VaeTraining;
import io.decipher.vae.trained.TrainedVae;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The family of autoencoders, variational by default; {@link VaeRecipe} lists its members.
 *
 * @param recipe the network and its training
 */
public record Vae(VaeRecipe recipe) implements GenerativeModel, Checkable {
  @Override
  public void check(SampleType shape) {
    VaeTraining.requireShape(recipe, shape);
    VaeNet.of(recipe, shape, 0, 0);
    Engines.open(recipe.engine());
  }

  /**
   * Overfits 64 samples (fewer if the batch or the data set is smaller, or the network is large)
   * with three learning rates: its own for 150 steps, and ten times and a tenth of it for 40 steps
   * each. About 15,000 samples are processed in all, which takes seconds.
   */
  @Override
  public ModelCheck check(TrainingSet set, RunContext run) {
    return new VaeCheck(recipe, set, run).run();
  }

  @Override
  public TrainedModel train(TrainingSet set, RunContext run) {
    return new TrainedVae(VaeTraining.of(recipe, set, run).run());
  }

  @Override
  public TrainedModel load(Path directory) throws IOException {
    return TrainedVae.load(recipe, directory);
  }
}
