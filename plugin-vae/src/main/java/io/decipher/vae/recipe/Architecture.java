// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import java.util.List;

/**
 * The layers between a sample and its latents, and back.
 *
 * <p>A convolutional encoder halves the sides once a channel count (kernel 5, then 3), each
 * convolution followed by batch normalisation and a leaky rectifier; the decoder starts at the last
 * but one count and doubles the sides by transposed convolutions, down to the image. A dense one
 * does the same with fully connected layers.
 */
public sealed interface Architecture {
  /** Returns what follows each layer. */
  Normalization normalization();

  /** Returns the slope of the activation below zero; 0 is the plain rectifier. */
  double leak();

  /** Returns the share of activations dropped in training. */
  double dropout();

  /** Returns whether batch normalisation undoes the scale of the latents. */
  boolean rescales();

  /** What follows each layer between the samples and the latents, either way. */
  enum Normalization {
    /** Batch normalisation (Ioffe and Szegedy 2015). */
    BATCH,
    /** Nothing; the layers have biases instead. */
    NONE
  }

  /**
   * How many residual blocks follow each change of size (He et al. 2016).
   *
   * @param encoder on the way to the latents; 0 or more
   * @param decoder on the way back; 0 or more
   * @see <a href="https://arxiv.org/abs/1512.03385">He et al. 2016</a>
   */
  record ResidualBlocks(int encoder, int decoder) {
    /** Checks both. */
    public ResidualBlocks {
      Check.atLeast("encoder", encoder, 0);
      Check.atLeast("decoder", decoder, 0);
    }
  }

  /**
   * Convolutions of stride 2, for images.
   *
   * @param channels after each convolution of the encoder, two or more
   * @param residualBlocks blocks of two convolutions of stride 1 beside an identity, after each
   *     change of size but the last to the image
   * @param fullyConnected units of a fully connected layer between the convolutions and the
   *     latents, in the encoder and in the decoder; 0 for none
   * @param normalization what follows each layer
   * @param leak slope of the activation below zero
   * @param dropout share of activations dropped in training
   */
  record Convolutional(
      List<Integer> channels,
      ResidualBlocks residualBlocks,
      int fullyConnected,
      Normalization normalization,
      double leak,
      double dropout)
      implements Architecture {
    /** Checks every setting. */
    public Convolutional {
      channels = List.copyOf(channels);
      if (channels.size() < 2 || channels.stream().anyMatch(count -> count < 1)) {
        throw new IllegalArgumentException(
            "channels must be two or more numbers of at least 1, but was " + channels);
      }
      Check.atLeast("fully-connected", fullyConnected, 0);
      Check.share("leak", leak);
      Check.share("dropout", dropout);
    }

    @Override
    public boolean rescales() {
      return normalization == Normalization.BATCH;
    }
  }

  /**
   * Fully connected layers, for images and vectors.
   *
   * @param hidden units of each layer of the encoder; none for a linear map to the latents and back
   * @param tiedWeights whether each layer of the decoder has the transposed weights of the
   *     encoder's layer that it mirrors, with biases of its own
   * @param normalization what follows each layer
   * @param leak slope of the activation below zero
   * @param dropout share of activations dropped in training
   */
  record Dense(
      List<Integer> hidden,
      boolean tiedWeights,
      Normalization normalization,
      double leak,
      double dropout)
      implements Architecture {
    /** Checks every setting. */
    public Dense {
      hidden = List.copyOf(hidden);
      if (hidden.stream().anyMatch(units -> units < 1)) {
        throw new IllegalArgumentException(
            "hidden must be numbers of at least 1, but was " + hidden);
      }
      Check.share("leak", leak);
      Check.share("dropout", dropout);
    }

    @Override
    public boolean rescales() {
      return normalization == Normalization.BATCH && !hidden.isEmpty();
    }
  }
}
