// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.net;

import io.decipher.api.DecipherException;
import io.decipher.api.SampleType;
import io.decipher.djl.layer.BatchNormalization;
import io.decipher.djl.layer.Convolution;
import io.decipher.djl.layer.Frame;
import io.decipher.djl.layer.Layer;
import io.decipher.djl.layer.Linear;
import io.decipher.djl.layer.Upsampling;
import io.decipher.vae.net.VaeLayers.Between;
import io.decipher.vae.recipe.Architecture;
import java.util.ArrayList;
import java.util.List;

/**
 * Convolutions that each halve the sides of an image, and upsamplings that double them again. Sides
 * that cannot be halved as often are padded with zeros first, and the padding is cropped at the
 * end.
 *
 * <p>A sequence is treated as an image of one row between rows of zeros, so it is convolved along
 * time only.
 */
final class ConvolutionalLayers {
  private final Architecture.Convolutional recipe;
  private final SampleType type;
  private final SampleType.Image shape;
  private final int doublings;
  private final int framedHeight;
  private final int framedWidth;
  private final boolean bias;
  private final Between between;

  private ConvolutionalLayers(
      Architecture.Convolutional recipe, SampleType type, SampleType.Image shape) {
    this.recipe = recipe;
    this.type = type;
    this.shape = shape;
    this.doublings = recipe.channels().size() - 1;
    this.framedHeight = Frame.side(shape.height(), 1 << doublings);
    this.framedWidth = Frame.side(shape.width(), 1 << doublings);
    this.bias = recipe.normalization() == Architecture.Normalization.NONE;
    this.between = new Between(recipe.normalization(), recipe.leak(), recipe.dropout());
  }

  /**
   * Builds the layers.
   *
   * @param type the type of the network's input
   * @throws DecipherException if it is neither an image nor a sequence, or too small
   */
  static VaeLayers of(Architecture.Convolutional recipe, int latentSize, SampleType type) {
    return new ConvolutionalLayers(recipe, type, shape(recipe, type)).stacked(latentSize);
  }

  private static SampleType.Image shape(Architecture.Convolutional recipe, SampleType type) {
    int doublings = recipe.channels().size() - 1;
    boolean sequence = type instanceof SampleType.Sequence;
    SampleType grid =
        type instanceof SampleType.Sequence steps
            ? new SampleType.Image(steps.channels(), 1, steps.length())
            : type;
    if (!(grid instanceof SampleType.Image shape)
        || doublings > 30
        || Math.min(sequence ? shape.width() : shape.height(), shape.width()) < 1 << doublings) {
      throw new DecipherException(
          "decipher.model.architecture.channels has "
              + recipe.channels().size()
              + " entries, for which an image's sides, or a sequence's steps, must be at least 2^"
              + doublings
              + ", but a sample is "
              + type
              + "; give fewer channels, or set decipher.model.architecture = dense");
    }
    return shape;
  }

  private VaeLayers stacked(int latentSize) {
    List<Layer> encoder = new ArrayList<>();
    List<Layer> decoder = new ArrayList<>();
    int features = addConvolutions(encoder);
    int deepest = recipe.channels().get(doublings - 1);
    int top = framedHeight >> doublings;
    int left = framedWidth >> doublings;
    int entered = deepest * top * left;
    Layer entry = new Linear("decoder.0", latentSize, entered, bias);
    int units = recipe.fullyConnected();
    if (units > 0) {
      encoder.add(new Linear("encoder.full", features, units, bias));
      VaeLayers.finish(encoder, between, "encoder.full", units);
      features = units;
      entry = new Linear("decoder.full", latentSize, units, bias);
      VaeLayers.finish(decoder, between, "decoder.full", units);
      decoder.add(new Linear("decoder.0", units, entered, bias));
      entered = units;
    }
    decoder.add(Layer.reshape(deepest, top, left));
    addUpsamplings(decoder);
    return new VaeLayers(Layer.chain(encoder), features, entry, entered, Layer.chain(decoder));
  }

  private boolean isFramed() {
    return framedHeight != shape.height() || framedWidth != shape.width();
  }

  /** Adds the layers from samples to features, and returns the number of features. */
  private int addConvolutions(List<Layer> encoder) {
    int in = shape.channels();
    int height = framedHeight;
    int width = framedWidth;
    if (type instanceof SampleType.Sequence) {
      encoder.add(Layer.reshape(in, shape.height(), shape.width()));
    }
    if (isFramed()) {
      encoder.add(new Frame(in, shape.height(), shape.width(), framedHeight, framedWidth));
    }
    for (int i = 0; i < recipe.channels().size(); i++) {
      int out = recipe.channels().get(i);
      String name = "encoder." + i;
      encoder.add(new Convolution(name, in, out, i == 0 ? 5 : 3, 2, bias));
      VaeLayers.finish(encoder, between, name, out);
      refine(encoder, recipe.residualBlocks().encoder(), name, out);
      in = out;
      height = (height + 1) / 2;
      width = (width + 1) / 2;
    }
    int features = in * height * width;
    encoder.add(Layer.reshape(features));
    return features;
  }

  /** Adds the layers from the smallest image to samples. */
  private void addUpsamplings(List<Layer> decoder) {
    int in = recipe.channels().get(doublings - 1);
    VaeLayers.finish(decoder, between, "decoder.0", in);
    refine(decoder, recipe.residualBlocks().decoder(), "decoder.0", in);
    for (int i = 1; i < doublings; i++) {
      int out = recipe.channels().get(doublings - 1 - i);
      String name = "decoder." + i;
      decoder.add(new Upsampling(name, in, out, bias));
      VaeLayers.finish(decoder, between, name, out);
      refine(decoder, recipe.residualBlocks().decoder(), name, out);
      in = out;
    }
    decoder.add(new Upsampling("decoder." + doublings, in, shape.channels(), true));
    if (isFramed()) {
      decoder.add(
          new Frame(shape.channels(), framedHeight, framedWidth, shape.height(), shape.width()));
    }
    if (type instanceof SampleType.Sequence) {
      decoder.add(Layer.reshape(type.size()));
    }
  }

  /** Adds blocks that change neither sides nor channels. */
  private void refine(List<Layer> layers, int blocks, String name, int channels) {
    for (int block = 0; block < blocks; block++) {
      List<Layer> inner = new ArrayList<>();
      for (String part : List.of(".a", ".b")) {
        String own = name + ".block-" + block + part;
        inner.add(new Convolution(own, channels, channels, 3, 1, false));
        inner.add(new BatchNormalization(own, channels));
        if (part.equals(".a")) {
          inner.add(Layer.leaky(between.leak()));
        }
      }
      layers.add(Layer.residual(Layer.chain(inner)));
      layers.add(Layer.leaky(between.leak()));
    }
  }
}
