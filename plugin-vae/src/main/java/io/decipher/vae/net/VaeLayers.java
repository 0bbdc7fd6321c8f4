// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.djl.layer.AttentionEncoder;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Frames;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.Recurrence;
import io.decipher.djl.layer.RecurrentDecoder;
import io.decipher.djl.layer.TransposedLinear;
import io.decipher.vae.recipe.Architecture;
import io.decipher.vae.recipe.Likelihood;
import io.decipher.vae.recipe.VaeRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers of an architecture, except those from features to latents.
 *
 * @param encoder from samples (b x …) to features (b x features)
 * @param features the number of features
 * @param entry the decoder's first layer, from latents to (b x entered)
 * @param entered the number of outputs of the entry
 * @param decoder the decoder's other layers, to samples (b x …)
 */
record VaeLayers(Layer encoder, int features, Layer entry, int entered, Layer decoder) {
  /** The name of the layer from features to latents, whose weights a tied decoder shares. */
  static final String MEAN = "encoder.mean";

  /** The name of the first convolution or hidden layer, if there is one. */
  static final String FIRST = "encoder.0";

  /**
   * Builds the layers.
   *
   * @param shown the format of the encoder's input and the decoder's output
   * @throws DecipherException if samples of the type do not suit the architecture
   */
  static VaeLayers of(VaeRecipe recipe, Shown shown) {
    int latentSize = recipe.latentSize();
    Architecture architecture = recipe.architecture();
    if (architecture instanceof Architecture.Dense dense) {
      return dense(dense, latentSize, shown.input());
    }
    if (architecture instanceof Architecture.Convolutional convolutional) {
      return ConvolutionalLayers.of(convolutional, latentSize, shown.input());
    }
    Frames frames =
        shown
            .frames()
            .orElseThrow(
                () ->
                    new DecipherException(
                        "decipher.model.architecture reads sequences step by step, but a sample is "
                            + shown.type()
                            + "; set decipher.model.architecture = convolutional or dense"));
    return sequential(recipe, frames);
  }

  /** Builds an encoder of sequences, recurrent or with attention, and a recurrent decoder. */
  private static VaeLayers sequential(VaeRecipe recipe, Frames frames) {
    List<Layer> encoder = new ArrayList<>();
    int features;
    if (recipe.architecture() instanceof Architecture.Attention attention) {
      encoder.add(
          new AttentionEncoder(
              "encoder",
              frames,
              attention.width(),
              attention.heads(),
              attention.blocks(),
              attention.feedForward(),
              attention.dropout()));
      features = attention.width();
    } else {
      Architecture.Recurrent recurrent = (Architecture.Recurrent) recipe.architecture();
      Recurrence reader =
          new Recurrence(
              "encoder",
              recurrent.cell(),
              frames,
              recurrent.units(),
              recurrent.layers(),
              recurrent.bidirectional());
      encoder.add(reader);
      encoder.add(Layer.dropout(recurrent.dropout()));
      features = reader.outputs();
    }
    Architecture.Steps steps = recipe.architecture().steps().orElseThrow();
    Layer decoder =
        new RecurrentDecoder(
            "decoder",
            steps.cell(),
            frames,
            steps.units(),
            steps.layers(),
            recipe.likelihood().output() == Likelihood.Output.SIGMOID);
    Layer entry = new Linear("decoder.entry", recipe.latentSize(), steps.units(), true);
    return new VaeLayers(Layer.chain(encoder), features, entry, steps.units(), decoder);
  }

  private static VaeLayers dense(Architecture.Dense recipe, int latentSize, SampleType shape) {
    boolean bias = recipe.normalization() == Architecture.Normalization.NONE;
    Between between = new Between(recipe.normalization(), recipe.leak(), recipe.dropout());
    List<Integer> hidden = recipe.hidden();
    List<Layer> encoder = new ArrayList<>();
    encoder.add(Layer.reshape(shape.size()));
    int count = hidden.size();
    int in = shape.size();
    for (int i = 0; i < count; i++) {
      String name = "encoder." + i;
      encoder.add(new Linear(name, in, hidden.get(i), bias));
      finish(encoder, between, name, hidden.get(i));
      in = hidden.get(i);
    }
    int features = in;

    List<Layer> all = new ArrayList<>();
    in = latentSize;
    for (int i = 0; i <= count; i++) {
      boolean last = i == count;
      int out = last ? shape.size() : hidden.get(count - 1 - i);
      String name = "decoder." + i;
      String mirrored = i == 0 ? MEAN : "encoder." + (count - i);
      all.add(
          recipe.tiedWeights()
              ? new TransposedLinear(name, mirrored, in, out, last || bias)
              : new Linear(name, in, out, last || bias));
      if (!last) {
        finish(all, between, name, out);
      }
      in = out;
    }
    if (shape instanceof SampleType.Image image) {
      all.add(Layer.reshape(image.channels(), image.height(), image.width()));
    }
    int entered = count == 0 ? shape.size() : hidden.get(count - 1);
    return new VaeLayers(
        Layer.chain(encoder),
        features,
        all.get(0),
        entered,
        Layer.chain(all.subList(1, all.size())));
  }

  /** What follows a layer. */
  record Between(Architecture.Normalization normalization, double leak, double dropout) {}

  /** Adds what follows a layer with a number of channels. */
  static void finish(List<Layer> layers, Between between, String name, int channels) {
    if (between.normalization == Architecture.Normalization.BATCH) {
      layers.add(new BatchNormalization(name, channels));
    }
    layers.add(Layer.leaky(between.leak));
    if (between.dropout > 0) {
      layers.add(Layer.dropout(between.dropout));
    }
  }
}
