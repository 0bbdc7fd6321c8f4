// SPDX-License-Identifier: Apache-2.0
package io.decipher.djl.layer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A transformer encoder: maps sequences (b x rows · steps), channel by channel, to the mean of the
 * encoded steps, (b x width).
 *
 * <p>The values of each step are projected to the width, and sinusoidal positional encodings are
 * added. Each block then adds the outputs of multi-head self-attention and of a feed-forward layer,
 * each preceded by layer normalisation (pre-LN, Xiong et al. 2020). Steps after the end of a
 * sequence are masked in attention and excluded from the mean.
 *
 * @param name the parameters are {@code NAME.embedding.*} and {@code NAME.BLOCK.*}
 * @param frames the layout of the steps in a row
 * @param width the size of a step's representation, a multiple of {@code heads}
 * @param heads the number of attention heads, 1 or more
 * @param blocks the number of blocks, 1 or more
 * @param feedForward the number of units of a block's feed-forward layer, 1 or more
 * @param dropout the dropout rate of a block's outputs in training, in [0, 1)
 * @implNote O(steps² · width) operations and O(b · heads · steps²) memory per block
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>
 * @see <a href="https://arxiv.org/abs/2002.04745">Xiong et al. 2020</a>
 */
public record AttentionEncoder(
    String name, Frames frames, int width, int heads, int blocks, int feedForward, double dropout)
    implements Layer {
  /** The longest wavelength of the positional encodings is this times 2π steps. */
  private static final double LONGEST = 10_000;

  /** Subtracted from the attention score of a masked step, whose weight becomes 0. */
  private static final float ABSENT = 1e9f;

  /** Checks that the width is divisible by the number of heads. */
  public AttentionEncoder {
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width must be a multiple of heads, but was " + width + " for " + heads + " heads");
    }
  }

  @Override
  public void addTo(Parameters parameters, RandomGenerator random) {
    embedding().addTo(parameters, random);
    for (int block = 0; block < blocks; block++) {
      norm(block, "attention").addTo(parameters, random);
      for (String part : new String[] {"query", "key", "value", "joined"}) {
        map(block, part, width, width).addTo(parameters, random);
      }
      norm(block, "own").addTo(parameters, random);
      map(block, "wide", width, feedForward).addTo(parameters, random);
      map(block, "narrow", feedForward, width).addTo(parameters, random);
    }
    new LayerNormalization(name + ".norm", width).addTo(parameters, random);
  }

  private Linear embedding() {
    return new Linear(name + ".embedding", frames.channels(), width, true);
  }

  private Linear map(int block, String part, int inputs, int outputs) {
    return new Linear(name + "." + block + "." + part, inputs, outputs, true);
  }

  private LayerNormalization norm(int block, String part) {
    return new LayerNormalization(name + "." + block + "." + part, width);
  }

  @Override
  public NDArray forward(NDArray x, Parameters parameters, boolean training) {
    int steps = frames.steps();
    long batch = x.getShape().get(0);
    NDArray values = frames.values(x).transpose(1, 0, 2); // (b x steps x channels)
    NDArray presence = frames.presence(x);
    NDArray there = presence == null ? null : presence.transpose(1, 0, 2); // (b x steps x 1)
    NDArray y =
        embedding()
            .forward(values.reshape(batch * steps, frames.channels()), parameters, training)
            .reshape(batch, steps, width)
            .add(Tensors.create(x.getManager(), places(), new Shape(1, steps, width)))
            .reshape(batch * steps, width);
    Layer dropped = Layer.dropout(dropout);
    for (int block = 0; block < blocks; block++) {
      NDArray normal = norm(block, "attention").forward(y, parameters, training);
      NDArray found = attend(normal, there, batch, block, parameters);
      y = y.add(dropped.forward(found, parameters, training));
      normal = norm(block, "own").forward(y, parameters, training);
      NDArray wide = map(block, "wide", width, feedForward).forward(normal, parameters, training);
      NDArray own =
          map(block, "narrow", feedForward, width)
              .forward(Activation.relu(wide), parameters, training);
      y = y.add(dropped.forward(own, parameters, training));
    }
    y =
        new LayerNormalization(name + ".norm", width)
            .forward(y, parameters, training)
            .reshape(batch, steps, width);
    return there == null
        ? y.mean(new int[] {1})
        : y.mul(there).sum(new int[] {1}).div(there.sum(new int[] {1}));
  }

  /** Returns the attention output of each step, (b · steps x width). */
  private NDArray attend(
      NDArray y, @Nullable NDArray there, long batch, int block, Parameters parameters) {
    int steps = frames.steps();
    int each = width / heads;
    NDArray query = headed(y, batch, block, "query", parameters); // (b · heads x steps x each)
    NDArray key = headed(y, batch, block, "key", parameters);
    NDArray value = headed(y, batch, block, "value", parameters);
    NDArray scores =
        Tensors.mul(query.matMul(key.transpose(0, 2, 1)), (float) (1 / Math.sqrt(each)))
            .reshape(batch, heads, steps, steps);
    if (there != null) {
      NDArray absent = Tensors.mul(there.sub(1), ABSENT); // 0, or −1e9 after the end
      scores = scores.add(absent.reshape(batch, 1, 1, steps));
    }
    NDArray shares = scores.softmax(-1).reshape(batch * heads, steps, steps);
    NDArray found =
        shares
            .matMul(value) // (b · heads x steps x each)
            .reshape(batch, heads, steps, each)
            .transpose(0, 2, 1, 3)
            .reshape(batch * steps, width);
    return map(block, "joined", width, width).forward(found, parameters, false);
  }

  private NDArray headed(NDArray y, long batch, int block, String part, Parameters parameters) {
    int steps = frames.steps();
    int each = width / heads;
    return map(block, part, width, width)
        .forward(y, parameters, false)
        .reshape(batch, steps, heads, each)
        .transpose(0, 2, 1, 3)
        .reshape(batch * heads, steps, each);
  }

  /** Returns sinusoidal positional encodings, (steps x width). */
  private float[] places() {
    float[] places = new float[frames.steps() * width];
    for (int step = 0; step < frames.steps(); step++) {
      for (int i = 0; i < width; i++) {
        double angle = step / Math.pow(LONGEST, (i - i % 2) / (double) width);
        places[step * width + i] = (float) (i % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
      }
    }
    return places;
  }

  @Override
  public String kind() {
    return "transformer encoder, " + blocks + (blocks == 1 ? " block" : " blocks");
  }
}
