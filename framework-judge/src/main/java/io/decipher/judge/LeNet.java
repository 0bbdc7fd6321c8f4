// SPDX-License-Identifier: Apache-2.0
package io.decipher.judge;

import io.decipher.api.FloatMatrix;
import io.decipher.api.RunContext;
import io.decipher.api.Sha256;
import io.decipher.numerics.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Properties;

/**
 * A small convolutional net that classifies digits. It was trained once on MNIST's training labels
 * by {@code tools/judge/train.py}; its weights are part of this module and never change.
 *
 * <pre>
 * (1 x 28 x 28)  5 x 5 convolution, 2 x 2 max pooling, ReLU
 * (16 x 14 x 14) 5 x 5 convolution, 2 x 2 max pooling, ReLU
 * (32 x 7 x 7)   dense, ReLU
 * (64)           the features; dense
 * (10)           logits
 * </pre>
 *
 * <p>Planes are padded by two pixels on all sides, and a convolution runs along whole padded
 * planes, including row ends, whose results are ignored. Each kernel row applies five copies of a
 * plane, each shifted by one more pixel, to all output planes: the compiler vectorises long loops
 * over arrays that are read from their start.
 *
 * @see <a href="https://doi.org/10.1109/5.726791">LeCun et al. 1998, LeNet-5</a>
 */
final class LeNet {
  /** The height and width of an image. */
  static final int SIDE = 28;

  /** The number of features. */
  static final int FEATURES = 64;

  /** The number of classes: digits. */
  static final int CLASSES = 10;

  private static final int KERNEL = 5;
  private static final int PAD = KERNEL / 2;
  private static final int CHANNELS1 = 16;
  private static final int CHANNELS2 = 32;
  private static final int SIDE2 = SIDE / 2;
  private static final int SIDE3 = SIDE2 / 2;
  private static final int FLAT = CHANNELS2 * SIDE3 * SIDE3;

  private final String sha256;
  private final double testAccuracy;

  private final float[] kernel1; // (16 x 1 x 5 x 5)
  private final float[] bias1; // (16)
  private final float[] kernel2; // (32 x 16 x 5 x 5)
  private final float[] bias2; // (32)
  private final float[][] dense1; // (1568 x 64), transposed
  private final float[] denseBias1; // (64)
  private final float[][] dense2; // (64 x 10), transposed
  private final float[] denseBias2; // (10)

  private LeNet(FloatBuffer weights, String sha256, double testAccuracy) {
    this.sha256 = sha256;
    this.testAccuracy = testAccuracy;
    kernel1 = next(weights, CHANNELS1 * KERNEL * KERNEL);
    bias1 = next(weights, CHANNELS1);
    kernel2 = next(weights, CHANNELS2 * CHANNELS1 * KERNEL * KERNEL);
    bias2 = next(weights, CHANNELS2);
    dense1 = transposed(next(weights, FEATURES * FLAT), FEATURES);
    denseBias1 = next(weights, FEATURES);
    dense2 = transposed(next(weights, CLASSES * FEATURES), CLASSES);
    denseBias2 = next(weights, CLASSES);
    if (weights.hasRemaining()) {
      throw new IllegalStateException("the judge's weights are not those of this net");
    }
  }

  private static float[] next(FloatBuffer weights, int count) {
    float[] part = new float[count];
    weights.get(part);
    return part;
  }

  private static float[][] transposed(float[] matrix, int rows) {
    int columns = matrix.length / rows;
    float[][] turned = new float[columns][rows];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        turned[j][i] = matrix[i * columns + j];
      }
    }
    return turned;
  }

  /**
   * Returns the net with the weights that ship with this module.
   *
   * @throws IllegalStateException if, by their SHA-256, they are not the ones that were tested
   */
  static LeNet frozen() {
    try {
      Properties about = new Properties();
      try (InputStream in = resource("lenet.properties")) {
        about.load(in);
      }
      byte[] weights;
      try (InputStream in = resource("lenet.bin")) {
        weights = in.readAllBytes();
      }
      return of(
          weights,
          about.getProperty("sha256", ""),
          Double.parseDouble(about.getProperty("test-accuracy", "")));
    } catch (IOException e) {
      throw new UncheckedIOException("the judge's weights cannot be read", e);
    }
  }

  private static InputStream resource(String name) {
    InputStream in = LeNet.class.getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException(name + " is missing from the judge's jar");
    }
    return in;
  }

  /**
   * Returns the net with given weights.
   *
   * @param weights float32, little-endian: for each layer in turn kernel, (out x in …), and bias
   * @param sha256 the digest of these bytes, in hexadecimal digits
   * @param testAccuracy the accuracy that was measured with them
   */
  static LeNet of(byte[] weights, String sha256, double testAccuracy) {
    String found = HexFormat.of().formatHex(Sha256.digest().digest(weights));
    if (!found.equals(sha256)) {
      throw new IllegalStateException(
          "the judge's weights have the SHA-256 "
              + found
              + "; expected "
              + sha256
              + ". They were changed after they were tested: rebuild Decipher");
    }
    return new LeNet(
        ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer(),
        sha256,
        testAccuracy);
  }

  /** Returns the SHA-256 of the weights, in hexadecimal digits. */
  String sha256() {
    return sha256;
  }

  /**
   * Returns the share of MNIST's test images that it classifies correctly, as measured at training.
   */
  double testAccuracy() {
    return testAccuracy;
  }

  /**
   * The net's output for images.
   *
   * @param features (n x {@value LeNet#FEATURES}), 0 or more
   * @param logits (n x {@value LeNet#CLASSES})
   */
  record Reading(FloatMatrix features, FloatMatrix logits) {
    /** Returns the probability of each digit, (n x {@value LeNet#CLASSES}). */
    FloatMatrix probabilities() {
      float[] all = logits.toArray();
      for (int at = 0; at < all.length; at += CLASSES) {
        double most = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < CLASSES; j++) {
          most = Math.max(most, all[at + j]);
        }
        double sum = 0;
        for (int j = 0; j < CLASSES; j++) {
          sum += Math.exp(all[at + j] - most);
        }
        for (int j = 0; j < CLASSES; j++) {
          all[at + j] = (float) (Math.exp(all[at + j] - most) / sum);
        }
      }
      return FloatMatrix.wrap(logits.rows(), CLASSES, all);
    }

    /** Returns the most likely digit of each image, (n). */
    int[] digits() {
      return ClassUse.likeliest(logits);
    }
  }

  /**
   * Runs the net on images.
   *
   * @param images (n x 784), in [0, 1]
   * @implNote about 3.1 million multiplications per image, on all cores
   */
  Reading read(FloatMatrix images, String stage, RunContext run) {
    int n = images.rows();
    float[] features = new float[n * FEATURES];
    float[] logits = new float[n * CLASSES];
    Parallel.blocks(
        n,
        stage,
        run,
        (from, to) -> {
          Scratch scratch = new Scratch();
          for (int i = from; i < to; i++) {
            images.copyRows(i, 1, scratch.image, 0);
            forward(scratch);
            System.arraycopy(scratch.features, 0, features, i * FEATURES, FEATURES);
            System.arraycopy(scratch.logits, 0, logits, i * CLASSES, CLASSES);
          }
        });
    return new Reading(
        FloatMatrix.wrap(n, FEATURES, features), FloatMatrix.wrap(n, CLASSES, logits));
  }

  /** The buffers for the forward pass of one image. */
  private static final class Scratch {
    final float[] image = new float[SIDE * SIDE];
    final Planes padded1 = new Planes(1, SIDE);
    final float[][] shifted1 = new float[KERNEL][SIDE * padded1.width];
    final float[][] convolved1 = new float[CHANNELS1][SIDE * padded1.width];
    final Planes padded2 = new Planes(CHANNELS1, SIDE2);
    final float[][] shifted2 = new float[KERNEL][SIDE2 * padded2.width];
    final float[][] convolved2 = new float[CHANNELS2][SIDE2 * padded2.width];
    final float[] flat = new float[FLAT];
    final float[] features = new float[FEATURES];
    final float[] logits = new float[CLASSES];
  }

  /** Square planes, each zero-padded by {@link #PAD} pixels on all sides. */
  private static final class Planes {
    final int width;
    final int size;
    final float[] values;

    Planes(int count, int side) {
      width = side + 2 * PAD;
      size = width * width;
      values = new float[count * size + KERNEL]; // the last copies extend beyond their plane
    }

    int at(int plane, int y, int x) {
      return plane * size + (y + PAD) * width + x + PAD;
    }
  }

  private void forward(Scratch s) {
    for (int y = 0; y < SIDE; y++) {
      System.arraycopy(s.image, y * SIDE, s.padded1.values, s.padded1.at(0, y, 0), SIDE);
    }
    convolve(s.padded1, 1, kernel1, s.shifted1, s.convolved1);
    for (int channel = 0; channel < CHANNELS1; channel++) {
      for (int y = 0; y < SIDE2; y++) {
        int at = s.padded2.at(channel, y, 0);
        pool(
            s.convolved1[channel], s.padded1.width, y, bias1[channel], s.padded2.values, at, SIDE2);
      }
    }
    convolve(s.padded2, CHANNELS1, kernel2, s.shifted2, s.convolved2);
    for (int channel = 0; channel < CHANNELS2; channel++) {
      for (int y = 0; y < SIDE3; y++) {
        int at = (channel * SIDE3 + y) * SIDE3;
        pool(s.convolved2[channel], s.padded2.width, y, bias2[channel], s.flat, at, SIDE3);
      }
    }
    dense(s.flat, dense1, denseBias1, s.features);
    for (int j = 0; j < FEATURES; j++) {
      s.features[j] = Math.max(0, s.features[j]);
    }
    dense(s.features, dense2, denseBias2, s.logits);
  }

  /**
   * Convolves planes, without a bias.
   *
   * @param kernel (out x planes x 5 x 5)
   * @param shifted scratch space, 5 arrays as long as a plane of {@code out}
   * @param out one plane per channel, with rows as wide as those of {@code in}
   */
  private static void convolve(
      Planes in, int planes, float[] kernel, float[][] shifted, float[][] out) {
    for (float[] plane : out) {
      Arrays.fill(plane, 0);
    }
    for (int plane = 0; plane < planes; plane++) {
      for (int y = 0; y < KERNEL; y++) {
        for (int x = 0; x < KERNEL; x++) {
          int at = plane * in.size + y * in.width + x;
          System.arraycopy(in.values, at, shifted[x], 0, shifted[x].length);
        }
        for (int channel = 0; channel < out.length; channel++) {
          int weight = ((channel * planes + plane) * KERNEL + y) * KERNEL;
          addRow(
              shifted[0],
              shifted[1],
              shifted[2],
              shifted[3],
              shifted[4],
              kernel[weight],
              kernel[weight + 1],
              kernel[weight + 2],
              kernel[weight + 3],
              kernel[weight + 4],
              out[channel]);
        }
      }
    }
  }

  // Eleven parameters: the JIT vectorises the loop if the five rows and weights are locals.
  private static void addRow(
      float[] in0,
      float[] in1,
      float[] in2,
      float[] in3,
      float[] in4,
      float w0,
      float w1,
      float w2,
      float w3,
      float w4,
      float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] += (w0 * in0[i] + w1 * in1[i]) + (w2 * in2[i] + w3 * in3[i]) + w4 * in4[i];
    }
  }

  /** Writes one row of the 2 x 2 maxima of a plane, plus a bias, clamped at 0 from below. */
  private static void pool(
      float[] in, int width, int row, float bias, float[] out, int at, int count) {
    int upper = 2 * row * width;
    int lower = upper + width;
    for (int x = 0; x < count; x++) {
      float most =
          Math.max(
              Math.max(in[upper + 2 * x], in[upper + 2 * x + 1]),
              Math.max(in[lower + 2 * x], in[lower + 2 * x + 1]));
      out[at + x] = Math.max(0, most + bias);
    }
  }

  /** Multiplies a vector, (in), by a matrix, (in x out), and adds a bias. */
  private static void dense(float[] in, float[][] matrix, float[] bias, float[] out) {
    System.arraycopy(bias, 0, out, 0, out.length);
    for (int i = 0; i < in.length; i++) {
      if (in[i] != 0) {
        addMultiple(matrix[i], in[i], out);
      }
    }
  }

  private static void addMultiple(float[] row, float factor, float[] out) {
    for (int j = 0; j < out.length; j++) {
      out[j] += factor * row[j];
    }
  }
}
