// SPDX-License-Identifier: Apache-2.0
package io.decipher.vae.trained;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.decipher.api.Explainable.FeatureMaps;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.djl.Parameters;
import io.decipher.djl.Tensors;
import io.decipher.vae.net.VaeCodec;
import io.decipher.vae.net.VaeNet;
import io.decipher.vae.recipe.Binarization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Explains a network's view of samples: gradients with respect to its input, and feature maps. */
final class Explanations {
  private static final int BATCH = 64;

  /** The number of noisy copies over which gradients are averaged (SmoothGrad). */
  private static final int DRAWS = 16;

  private static final double NOISE = 0.1; // of a sample's range
  private static final int STEPS = 120;
  private static final double STEP = 0.05; // root mean square of a step in input space
  private static final double KEPT = 0.97; // of the distance to the start, per step
  private static final int BLURRED = 8; // interval in steps between blurs of an image
  private static final int SHARP = 96; // the step after which there are no blurs
  private static final float[] KERNEL = {0.25f, 0.5f, 0.25f};

  private final VaeCodec codec;
  private final VaeNet net;
  private final RunContext run;

  Explanations(VaeCodec codec, RunContext run) {
    this.codec = codec;
    this.net = codec.net();
    this.run = run;
  }

  /** Returns the last feature maps of each size, for (1) sample. */
  List<FeatureMaps> featureMaps(Samples sample) {
    codec.requireSamples(sample);
    List<FeatureMaps> maps = new ArrayList<>();
    if (!(codec.shape() instanceof SampleType.Image)) {
      return maps;
    }
    codec.with(
        parameters -> {
          try (NDManager scope = parameters.newScope()) {
            NDArray x = Tensors.of(scope, rows(sample, 0, 1), net.shown().input());
            int[] layer = new int[1];
            net.traceEncoder(x, parameters, (each, output) -> add(output, ++layer[0], maps));
            return maps;
          }
        });
    return List.copyOf(maps);
  }

  /** Replaces the feature maps of the previous layer if they have the same size. */
  private static void add(NDArray output, int layer, List<FeatureMaps> maps) {
    Shape shape = output.getShape();
    if (shape.dimension() != 4 || shape.get(2) * shape.get(3) < 2) {
      return;
    }
    int channels = Math.toIntExact(shape.get(1));
    SampleType.Image type =
        new SampleType.Image(1, Math.toIntExact(shape.get(2)), Math.toIntExact(shape.get(3)));
    FeatureMaps own =
        new FeatureMaps(
            layer, FloatMatrix.wrap(channels, type.size(), output.toFloatArray()), type);
    FeatureMaps last = maps.isEmpty() ? null : maps.get(maps.size() - 1);
    if (last != null && last.type().equals(type) && last.maps().rows() == channels) {
      maps.set(maps.size() - 1, own);
    } else {
      maps.add(own);
    }
  }

  /**
   * Returns the saliency of each value for the odds of a class.
   *
   * @param classes of the samples, (n)
   * @return (n x size)
   */
  FloatMatrix saliency(Samples samples, int[] classes) {
    codec.requireSamples(samples);
    int n = samples.count();
    int size = codec.shape().size();
    float[] sums = new float[Math.multiplyExact(n, size)];
    SplittableRandom random = new SplittableRandom(run.seed("vae/saliency"));
    for (int row = 0; row < n; row += BATCH) {
      int count = Math.min(BATCH, n - row);
      float[] values = rows(samples, row, count);
      int columns = values.length / count;
      int[] own = Arrays.copyOfRange(classes, row, row + count);
      for (int draw = 0; draw < DRAWS; draw++) {
        float[] gradient = gradient(noisy(values, columns, random), own);
        for (int i = 0; i < count; i++) {
          for (int j = 0; j < size; j++) {
            sums[(row + i) * size + j] += gradient[i * columns + j] / DRAWS;
          }
        }
      }
      int done = row + count;
      run.step(new Progress("saliency", (double) done / n, done + " of " + n));
    }
    if (codec.shape() instanceof SampleType.Image image) {
      blur(sums, image); // strided convolutions make the sign alternate between pixels
    }
    for (int k = 0; k < sums.length; k++) {
      sums[k] = Math.abs(sums[k]);
    }
    return FloatMatrix.wrap(n, size, sums);
  }

  private static float[] noisy(float[] values, int columns, SplittableRandom random) {
    float[] noisy = values.clone();
    for (int first = 0; first < values.length; first += columns) {
      float least = values[first];
      float most = values[first];
      for (int k = first; k < first + columns; k++) {
        least = Math.min(least, values[k]);
        most = Math.max(most, values[k]);
      }
      for (int k = first; k < first + columns; k++) {
        noisy[k] += (float) (NOISE * (most - least) * random.nextGaussian());
      }
    }
    return noisy;
  }

  /** Returns one input per class that maximises its odds, (classes x size). */
  FloatMatrix maximizing(Samples start) {
    codec.requireSamples(start);
    int classes = net.classes();
    int[] own = IntStream.range(0, classes).toArray();
    float[] begun = rows(start, 0, 1);
    int columns = begun.length;
    float[] x = new float[classes * columns];
    for (int c = 0; c < classes; c++) {
      System.arraycopy(begun, 0, x, c * columns, columns);
    }
    for (int step = 1; step <= STEPS; step++) {
      float[] gradient = gradient(x, own);
      for (int c = 0; c < classes; c++) {
        double squares = 0;
        for (int k = c * columns; k < (c + 1) * columns; k++) {
          squares += (double) gradient[k] * gradient[k];
        }
        double length = squares > 0 ? STEP / Math.sqrt(squares / columns) : 0;
        for (int j = 0; j < columns; j++) {
          int k = c * columns + j;
          x[k] = (float) (begun[j] + KEPT * (x[k] - begun[j]) + length * gradient[k]);
        }
      }
      if (codec.shape() instanceof SampleType.Image image) {
        confine(x);
        if (step % BLURRED == 0 && step <= SHARP) {
          blur(x, image);
        }
      }
      run.step(new Progress("maximizing", (double) step / STEPS, step + " of " + STEPS));
    }
    int size = codec.shape().size();
    float[] values = new float[classes * size];
    for (int c = 0; c < classes; c++) {
      System.arraycopy(x, c * columns, values, c * size, size);
    }
    return FloatMatrix.wrap(classes, size, values);
  }

  private static void confine(float[] x) {
    for (int k = 0; k < x.length; k++) {
      x[k] = Math.max(0, Math.min(1, x[k]));
    }
  }

  private static void blur(float[] x, SampleType.Image type) {
    int height = type.height();
    int width = type.width();
    float[] line = new float[Math.max(height, width)];
    for (int first = 0; first < x.length; first += height * width) {
      for (int row = 0; row < height; row++) {
        blur(x, first + row * width, 1, width, line);
      }
      for (int column = 0; column < width; column++) {
        blur(x, first + column, width, height, line);
      }
    }
  }

  private static void blur(float[] x, int first, int stride, int count, float[] line) {
    for (int i = 0; i < count; i++) {
      line[i] = x[first + i * stride];
    }
    for (int i = 0; i < count; i++) {
      x[first + i * stride] =
          KERNEL[0] * line[Math.max(0, i - 1)]
              + KERNEL[1] * line[i]
              + KERNEL[2] * line[Math.min(count - 1, i + 1)];
    }
  }

  /** Returns the gradient of each row's log odds of its class. */
  private float[] gradient(float[] rows, int[] own) {
    int classes = net.classes();
    return codec.with(
        parameters -> {
          try (NDManager scope = parameters.newScope()) {
            @SuppressWarnings("resource") // closed by the scope
            Parameters constants = parameters.frozen(scope);
            NDArray x = Tensors.of(scope, rows, net.shown().input());
            x.setRequiresGradient(true);
            try (GradientCollector collector = parameters.engine().newGradientCollector()) {
              NDArray scores = net.scores(x, constants);
              float[] slopes = slopes(scores.toFloatArray(), own, classes);
              NDArray given = Tensors.create(scope, slopes, new Shape(own.length, classes));
              collector.backward(scores.mul(given).sum());
            }
            return x.getGradient().toFloatArray();
          }
        });
  }

  /**
   * Returns the derivative of the log odds of a class, log(p / (1 - p)), with respect to the
   * logits: 1 for its own, and minus the softmax over the others. It does not vanish if p is close
   * to 1.
   */
  private static float[] slopes(float[] scores, int[] own, int classes) {
    float[] slopes = new float[scores.length];
    for (int i = 0; i < own.length; i++) {
      int first = i * classes;
      double most = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < classes; c++) {
        most = c == own[i] ? most : Math.max(most, scores[first + c]);
      }
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += c == own[i] ? 0 : Math.exp(scores[first + c] - most);
      }
      for (int c = 0; c < classes; c++) {
        slopes[first + c] = c == own[i] ? 1 : (float) (-Math.exp(scores[first + c] - most) / sum);
      }
    }
    return slopes;
  }

  private float[] rows(Samples samples, int row, int count) {
    return net.shown()
        .rows(samples, IntStream.range(row, row + count).toArray(), Binarization.NONE, 0);
  }
}
