// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import ai.djl.ndarray.NDArray;
import io.decipher.api.FloatMatrix;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensor;
import io.decipher.djl.layer.Linear;
import io.decipher.numerics.ColumnScaling;
import java.util.random.RandomGenerator;

/**
 * The encoder of a network with a linear classification head on its latents: a stateless
 * description. Latents are standardised by constants determined at the beginning of training, so
 * that one learning rate suits latents of any scale.
 */
public final class LabelNet {
  private static final String HEAD = "label";
  private static final String CENTRE = HEAD + ".centre";
  private static final String SCALE = HEAD + ".scale";

  private final VaeNet net;
  private final Linear head;

  /** Adds a head for a number of labels to the encoder of a network. */
  public LabelNet(VaeNet net, int labels) {
    this.net = net;
    this.head = new Linear(HEAD, net.recipe().latentSize(), labels, true);
  }

  /** Returns the network that the encoder belongs to. */
  public VaeNet net() {
    return net;
  }

  /** Adds the encoder. */
  public void addEncoderTo(Parameters parameters, RandomGenerator random) {
    net.addEncoderTo(parameters, random);
  }

  /**
   * Adds the head.
   *
   * @param latents by whose mean and standard deviation the head's inputs are standardised, (m x
   *     latent size)
   */
  public void addHeadTo(Parameters parameters, RandomGenerator random, FloatMatrix latents) {
    int size = latents.columns();
    ColumnScaling measured = ColumnScaling.of(latents);
    double[] means = measured.centre();
    double[] deviations = measured.width();
    float[] centre = new float[size];
    float[] scale = new float[size];
    for (int j = 0; j < size; j++) {
      centre[j] = (float) means[j];
      scale[j] = deviations[j] > 0 ? (float) (1 / deviations[j]) : 0; // it carries no information
    }
    head.addTo(parameters, random);
    parameters.addBuffer(CENTRE, Tensor.of(centre, 1, size));
    parameters.addBuffer(SCALE, Tensor.of(scale, 1, size));
  }

  /** Returns the log probability of each label for samples in input format, (b x labels). */
  public NDArray classify(NDArray x, Parameters parameters, boolean training) {
    return head(net.mean(net.features(x, parameters, training), parameters, training), parameters);
  }

  /** Returns the same for latents, (b x latent size). */
  public NDArray head(NDArray latents, Parameters parameters) {
    NDArray standard = latents.sub(parameters.get(CENTRE)).mul(parameters.get(SCALE));
    return head.forward(standard, parameters, true).logSoftmax(1);
  }
}
