// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The capability of a trained model to show what its layers see in a sample, and what in it speaks
 * for the class that it names.
 *
 * <p>These are pictures for people. A salient value is one that the class depends on where the
 * sample lies, and no proof of why it was named (Adebayo et al. 2018).
 *
 * @see <a href="https://arxiv.org/abs/1810.03292">Adebayo et al. 2018</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface Explainable extends Assigner {
  /**
   * What the channels of a layer make of one sample.
   *
   * @param layer the layer's place, from 1
   * @param maps a channel a row, (channels x height · width)
   * @param type what a row is: one channel of {@code height} times {@code width}
   */
  record FeatureMaps(int layer, FloatMatrix maps, SampleType.Image type) {
    /** Checks that rows are of the type. */
    public FeatureMaps {
      if (type.channels() != 1 || maps.columns() != type.size()) {
        throw new IllegalArgumentException(
            "a map of " + maps.columns() + " values is no single channel of " + type);
      }
    }
  }

  /**
   * Returns what the layers of the encoder make of one sample, the last of those that are alike in
   * size; none where its layers keep no places, as dense ones do.
   *
   * @param sample (1), an image, of the type this was made for
   */
  List<FeatureMaps> featureMaps(Samples sample, RunContext run);

  /**
   * Returns how much the logarithm of the odds of the class that the model names, log(p / (1 - p)),
   * depends on each value: the absolute mean gradient at the sample and close by (Smilkov et al.
   * 2017), of images by a brush of three pixels.
   *
   * @param samples (n), of the type this was made for
   * @param run for progress, cancellation and random numbers
   * @return (n x size), 0 or more
   * @throws DecipherException if the model names no classes by a classifier of its own
   * @see <a href="https://arxiv.org/abs/1706.03825">Smilkov et al. 2017</a>
   */
  FloatMatrix saliency(Samples samples, RunContext run);

  /**
   * Returns an input for each class that the model names, changed step by step so that the odds of
   * the class rise (activation maximisation, Simonyan et al. 2014).
   *
   * @param start what all begin at, (1), of the type this was made for
   * @return (classes x size), images in [0, 1]
   * @throws DecipherException if the model names no classes by a classifier of its own
   * @see <a href="https://arxiv.org/abs/1312.6034">Simonyan et al. 2014</a>
   */
  FloatMatrix maximizing(Samples start, RunContext run);

  /** Returns whether {@link #saliency} and {@link #maximizing} can be asked for. */
  boolean explains();
}
