// SPDX-License-Identifier: Apache-2.0
package io.decipher.gan;

import io.decipher.api.GenerativeModel;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.djl.Engines;
import io.decipher.gan.net.DcganNet;
import io.decipher.gan.recipe.DcganRecipe;
import io.decipher.gan.train.DcganTraining;
import io.decipher.gan.trained.TrainedDcgan;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A deep convolutional generative adversarial network; see {@link DcganRecipe}.
 *
 * @param recipe the nets and how they are trained
 */
public record Dcgan(DcganRecipe recipe) implements GenerativeModel {
  @Override
  public void check(SampleType shape) {
    DcganNet.of(recipe, shape, 0);
    Engines.open(recipe.engine());
  }

  @Override
  public TrainedModel train(TrainingSet set, RunContext run) {
    return new TrainedDcgan(DcganTraining.of(recipe, set, run).run());
  }

  @Override
  public TrainedModel load(Path directory) throws IOException {
    return TrainedDcgan.load(recipe, directory);
  }
}
