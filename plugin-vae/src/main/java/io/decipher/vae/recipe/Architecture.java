// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.recipe;

import io.decipher.djl.Check;
import io.decipher.djl.layer.RecurrentCell;
import java.util.List;
import java.util.Optional;

/**
 * The layers between a sample and its latents, and back.
 *
 * <p>A convolutional encoder halves the sides once a channel count (kernel 5, then 3), each
 * convolution followed by batch normalisation and a leaky rectifier; the decoder starts at the last
 * but one count and doubles the sides by transposed convolutions, down to the image. A dense one
 * does the same with fully connected layers. A recurrent one reads a sequence step by step and
 * writes it again, and one by attention reads all steps at once.
 */
public sealed interface Architecture {
  /** Returns the share of activations dropped in training. */
  double dropout();

  /** Returns what writes a sequence step by step; empty if nothing does. */
  default Optional<Steps> steps() {
    return Optional.empty();
  }

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

  /**
   * What makes a sequence of its latents, step by step.
   *
   * @param cell of which kind
   * @param units of each cell
   * @param layers of cells
   * @param teacherForcing share of the steps, in [0, 1], that are made, in training, of the true
   *     step before; the others, and all outside of training, are made of the decoder's own
   */
  record Steps(RecurrentCell.Kind cell, int units, int layers, double teacherForcing) {
    /** Checks every setting. */
    public Steps {
      Check.atLeast("units", units, 1);
      Check.atLeast("layers", layers, 1);
      Check.between("teacher-forcing", teacherForcing, 0, 1);
    }
  }

  /**
   * Recurrent cells that read a sequence step by step, and others that write it.
   *
   * @param cell of which kind
   * @param units of each cell, in the encoder and in the decoder
   * @param layers of cells, in the encoder and in the decoder
   * @param bidirectional whether the encoder reads from the end, too
   * @param teacherForcing as of {@link Steps}
   * @param dropout share of what the encoder read that is dropped in training
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
    /** Checks every setting. */
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
   * The encoder of a transformer, small, which knows the place of each step, and recurrent cells
   * that write the sequence again.
   *
   * @param width of what is known of a step, a multiple of {@code heads}
   * @param heads that attend side by side
   * @param blocks one after the other
   * @param feedForward units of the layer within a block
   * @param decoder what writes
   * @param dropout share of what a block adds that is dropped in training
   * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017</a>
   */
  record Attention(int width, int heads, int blocks, int feedForward, Steps decoder, double dropout)
      implements Architecture {
    /** Checks every setting. */
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
