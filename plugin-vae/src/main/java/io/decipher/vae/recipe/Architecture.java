// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import io.decipher.djl.layer.RecurrentCell;
import java.util.List;
import java.util.Optional;

/**
 * The layers of the encoder and the decoder.
 *
 * <p>A convolutional encoder halves the sides once per channel count (kernel 5, then 3), with batch
 * normalisation and a leaky rectifier after each convolution; the decoder starts at the last but
 * one count and doubles the sides by transposed convolutions, up to the image. A dense one does the
 * same with fully connected layers. A recurrent one reads and generates a sequence step by step,
 * and one with attention reads all steps at once.
 */
public sealed interface Architecture {
  /** Returns the dropout rate in training. */
  double dropout();

  /** Returns the step-by-step decoder of sequences; empty if there is none. */
  default Optional<Steps> steps() {
    return Optional.empty();
  }

  /** Returns whether batch normalisation undoes the scale of the latents. */
  boolean rescales();

  /** What follows each layer of the encoder and the decoder. */
  enum Normalization {
    /** Batch normalisation (Ioffe and Szegedy 2015). */
    BATCH,
    /** No normalisation; the layers have biases instead. */
    NONE
  }

  /**
   * The number of residual blocks after each change of size (He et al. 2016).
   *
   * @param encoder in the encoder; 0 or more
   * @param decoder in the decoder; 0 or more
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
   * Convolutions of stride 2, for images and sequences.
   *
   * @param channels the number of channels of each convolution of the encoder, two or more
   * @param residualBlocks residual blocks of two convolutions of stride 1, after each change of
   *     size except the last one to the image
   * @param fullyConnected the number of units of a fully connected layer between convolutions and
   *     latents, in the encoder and in the decoder; 0 for none
   * @param normalization the normalisation after each layer
   * @param leak the slope of the activation below zero
   * @param dropout the dropout rate in training
   */
  record Convolutional(
      List<Integer> channels,
      ResidualBlocks residualBlocks,
      int fullyConnected,
      Normalization normalization,
      double leak,
      double dropout)
      implements Architecture {
    /** Checks all settings. */
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
   * @param hidden the number of units of each layer of the encoder; empty for a linear encoder and
   *     decoder
   * @param tiedWeights whether each layer of the decoder uses the transposed weights of the
   *     mirrored encoder layer, with biases of its own
   * @param normalization the normalisation after each layer
   * @param leak the slope of the activation below zero
   * @param dropout the dropout rate in training
   */
  record Dense(
      List<Integer> hidden,
      boolean tiedWeights,
      Normalization normalization,
      double leak,
      double dropout)
      implements Architecture {
    /** Checks all settings. */
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

  /**
   * A recurrent decoder, which generates a sequence from its latents step by step.
   *
   * @param cell the kind of cell
   * @param units the number of units of each cell
   * @param layers the number of layers
   * @param teacherForcing the fraction of steps, in [0, 1], generated from the true previous step
   *     in training; the others, and all steps outside of training, are generated from the
   *     decoder's own
   */
  record Steps(RecurrentCell.Kind cell, int units, int layers, double teacherForcing) {
    /** Checks all settings. */
    public Steps {
      Check.atLeast("units", units, 1);
      Check.atLeast("layers", layers, 1);
      Check.between("teacher-forcing", teacherForcing, 0, 1);
    }
  }

  /**
   * A recurrent encoder and a recurrent decoder, for sequences.
   *
   * @param cell the kind of cell
   * @param units the number of units of each cell, in the encoder and in the decoder
   * @param layers the number of layers, in the encoder and in the decoder
   * @param bidirectional whether the encoder also reads backwards
   * @param teacherForcing as in {@link Steps}
   * @param dropout the dropout rate of the encoder's output in training
   * @see <a href="https://arxiv.org/abs/1502.04681">Srivastava et al. 2015</a>
   * @see <a href="https://arxiv.org/abs/1511.06349">Bowman et al. 2016</a>
   */
  record Recurrent(
      RecurrentCell.Kind cell,
      int units,
      int layers,
      boolean bidirectional,
      double teacherForcing,
      double dropout)
      implements Architecture {
    /** Checks all settings. */
    public Recurrent {
      Check.atLeast("units", units, 1);
      Check.atLeast("layers", layers, 1);
      Check.between("teacher-forcing", teacherForcing, 0, 1);
      Check.share("dropout", dropout);
    }

    @Override
    public Optional<Steps> steps() {
      return Optional.of(new Steps(cell, units, layers, teacherForcing));
    }

    @Override
    public boolean rescales() {
      return false;
    }
  }

  /**
   * A small transformer encoder with positional encodings, and a recurrent decoder, for sequences.
   *
   * @param width the size of a step's representation, a multiple of {@code heads}
   * @param heads the number of attention heads
   * @param blocks the number of blocks
   * @param feedForward the number of units of a block's feed-forward layer
   * @param decoder the recurrent decoder
   * @param dropout the dropout rate of a block's outputs in training
   * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>
   */
  record Attention(int width, int heads, int blocks, int feedForward, Steps decoder, double dropout)
      implements Architecture {
    /** Checks all settings. */
    public Attention {
      Check.atLeast("width", width, 1);
      Check.atLeast("heads", heads, 1);
      Check.atLeast("blocks", blocks, 1);
      Check.atLeast("feed-forward", feedForward, 1);
      Check.share("dropout", dropout);
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "width must be a multiple of heads, " + heads + ", but was " + width);
      }
    }

    @Override
    public Optional<Steps> steps() {
      return Optional.of(decoder);
    }

    @Override
    public boolean rescales() {
      return false;
    }
  }
}
