// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.List;
import org.apiguardian.api.API;

/**
 * The capability of a trained model to show the activations of its layers for a sample, and which
 * of the sample's values its class assignment depends on.
 *
 * <p>The results are pictures for people. A salient value is one on which the class depends
 * locally; it does not prove why the class was assigned (Adebayo et al. 2018).
 *
 * @see <a href="https://arxiv.org/abs/1810.03292">Adebayo et al. 2018</a>
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public interface Explainable extends Assigner {
  /**
   * The feature maps of a layer for one sample.
   *
   * @param layer the index of the layer, from 1
   * @param maps one channel per row, (channels x height · width)
   * @param type the type of a row: a single channel of {@code height} times {@code width}
   */
  record FeatureMaps(int layer, FloatMatrix maps, SampleType.Image type) {
    /** Checks that the rows match the type. */
    public FeatureMaps {
      if (type.channels() != 1 || maps.columns() != type.size()) {
        throw new IllegalArgumentException(
            "a map of " + maps.columns() + " values is not a single channel of " + type);
      }
    }
  }

  /**
   * Returns the feature maps of the encoder's layers for one sample, using the last of consecutive
   * layers of equal size; empty if the layers have no spatial dimensions, as dense layers.
   *
   * @param sample (1), an image, of the type this was made for
   */
  List<FeatureMaps> featureMaps(Samples sample, RunContext run);

  /**
   * Returns the saliency of each value: the absolute mean gradient of the log odds, log(p / (1 -
   * p)), of the assigned class over noisy copies of the sample (SmoothGrad, Smilkov et al. 2017).
   * For images, gradients are taken with respect to a brush three pixels wide.
   *
   * @param samples (n), of the type this was made for
   * @param run provides progress, cancellation and random numbers
   * @return (n x size), 0 or more
   * @throws DecipherException if the model has no classifier of its own
   * @see <a href="https://arxiv.org/abs/1706.03825">Smilkov et al. 2017</a>
   */
  FloatMatrix saliency(Samples samples, RunContext run);

  /**
   * Returns one input per class, optimised by gradient ascent to raise the odds of the class
   * (activation maximisation, Simonyan et al. 2014).
   *
   * @param start the common starting point, (1), of the type this was made for
   * @return (classes x size), images in [0, 1]
   * @throws DecipherException if the model has no classifier of its own
   * @see <a href="https://arxiv.org/abs/1312.6034">Simonyan et al. 2014</a>
   */
  FloatMatrix maximizing(Samples start, RunContext run);

  /** Returns whether {@link #saliency} and {@link #maximizing} are available. */
  boolean explains();
}
