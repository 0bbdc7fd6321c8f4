// SPDX-License-Identifier: Apache-2.0
package io.decipher.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.decipher.api.DecipherException;
import io.decipher.api.Encoder;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.lang.ref.Cleaner;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Runs an encoder on images, in batches of constant size; the session is closed when this object
 * becomes unreachable.
 */
final class OnnxEncoder implements Encoder {
  private static final Cleaner CLEANER = Cleaner.create();

  /** The weights of red, green and blue in luma (ITU-R BT.601). */
  private static final float[] LUMA = {0.299f, 0.587f, 0.114f};

  private final Onnx recipe;
  private final Onnx.Prepare prepare;
  private final SampleType.Image type;
  private final OrtSession session;
  private final Path file;
  private final String input;
  private final String output;

  OnnxEncoder(Onnx recipe, SampleType.Image type, OrtSession session, Path file) {
    this.recipe = recipe;
    this.prepare = recipe.prepare();
    this.type = type;
    this.session = session;
    this.file = file;
    this.input = Onnx.chosen(recipe.input(), session.getInputNames(), "input", file);
    this.output = Onnx.chosen(recipe.output(), session.getOutputNames(), "output", file);
    CLEANER.register(this, () -> close(session));
  }

  private static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public FloatMatrix encode(Samples samples, RunContext run) {
    if (!samples.type().equals(type)) {
      throw new DecipherException(
          "this encoder was made for " + type + ", but the samples are " + samples.type());
    }
    int n = samples.count();
    int batch = recipe.batch();
    float[] images = new float[batch * prepare.channels() * prepare.size() * prepare.size()];
    float[] row = new float[type.size()];
    if (n == 0) {
      return FloatMatrix.empty(encoded(images).length / batch);
    }
    float[] features = new float[0];
    int columns = 0;
    for (int first = 0; first < n; first += batch) {
      run.step(new Progress("onnx", (double) first / n, first + " of " + n));
      for (int i = 0; i < batch; i++) {
        samples.copyRow(Math.min(first + i, n - 1), row, 0); // pads the batch with the last
        prepare(row, images, i);
      }
      float[] part = encoded(images);
      if (first == 0) {
        columns = part.length / batch;
        features = new float[Math.multiplyExact(n, columns)];
      }
      System.arraycopy(part, 0, features, first * columns, Math.min(batch, n - first) * columns);
    }
    run.step(new Progress("onnx", 1, n + " of " + n));
    return FloatMatrix.wrap(n, columns, features);
  }

  /** Resizes an image to the encoder's size and channels, and normalises each channel. */
  private void prepare(float[] row, float[] images, int index) {
    int side = prepare.size();
    int channels = prepare.channels();
    int plane = side * side;
    for (int channel = 0; channel < channels; channel++) {
      double mean = of(prepare.mean(), channel);
      double std = of(prepare.std(), channel);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          float value = (float) ((value(row, channel, y, x) - mean) / std);
          int at =
              prepare.layout() == Onnx.Layout.NCHW
                  ? channel * plane + y * side + x
                  : (y * side + x) * channels + channel;
          images[index * channels * plane + at] = value;
        }
      }
    }
  }

  private static double of(java.util.List<Double> values, int channel) {
    return values.get(values.size() == 1 ? 0 : channel);
  }

  /** Returns a value of the image at the encoder's size, by bilinear interpolation. */
  private float value(float[] row, int channel, int y, int x) {
    double top = place(y, type.height());
    double left = place(x, type.width());
    int y0 = (int) top;
    int x0 = (int) left;
    int y1 = Math.min(y0 + 1, type.height() - 1);
    int x1 = Math.min(x0 + 1, type.width() - 1);
    double down = top - y0;
    double across = left - x0;
    double upper =
        (1 - across) * pixel(row, channel, y0, x0) + across * pixel(row, channel, y0, x1);
    double lower =
        (1 - across) * pixel(row, channel, y1, x0) + across * pixel(row, channel, y1, x1);
    return (float) ((1 - down) * upper + down * lower);
  }

  /** Returns the position of a pixel's centre in the original image, clamped to its edges. */
  private double place(int at, int side) {
    double place = (at + 0.5) * side / prepare.size() - 0.5;
    return Math.max(0, Math.min(side - 1, place));
  }

  private float pixel(float[] row, int channel, int y, int x) {
    int plane = type.height() * type.width();
    int at = y * type.width() + x;
    if (type.channels() == prepare.channels()) {
      return row[channel * plane + at];
    }
    if (type.channels() == 1) {
      return row[at];
    }
    float sum = 0;
    for (int other = 0; other < type.channels(); other++) {
      float weight = type.channels() == LUMA.length ? LUMA[other] : 1f / type.channels();
      sum += weight * row[other * plane + at];
    }
    return sum;
  }

  /** Returns the encoder's output for a batch, one vector per image, concatenated. */
  private float[] encoded(float[] images) {
    int batch = recipe.batch();
    long side = prepare.size();
    long channels = prepare.channels();
    long[] shape =
        prepare.layout() == Onnx.Layout.NCHW
            ? new long[] {batch, channels, side, side}
            : new long[] {batch, side, side, channels};
    OrtEnvironment environment = OnnxNatives.environment();
    try (OnnxTensor tensor = OnnxTensor.createTensor(environment, FloatBuffer.wrap(images), shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      OnnxValue value =
          result.get(output).orElseThrow(() -> new IllegalStateException(output + " is missing"));
      if (!(value instanceof OnnxTensor found) || found.getFloatBuffer() == null) {
        throw new DecipherException(
            file + ": its output '" + output + "' is not an array of 32-bit floats; set output");
      }
      long[] sides = found.getInfo().getShape();
      FloatBuffer values = found.getFloatBuffer();
      float[] all = new float[values.remaining()];
      values.get(all);
      if (sides.length < 2 || sides[0] != batch) {
        throw new DecipherException(
            file
                + ": its output '"
                + output
                + "' is "
                + Arrays.toString(sides)
                + " for "
                + batch
                + " images; expected a vector for each (does it take batches? else set batch = 1)");
      }
      return pooled(all, sides);
    } catch (OrtException e) {
      throw new DecipherException(
          file
              + ": fails on images of "
              + Arrays.toString(shape)
              + ": "
              + e.getMessage()
              + "; check size, channels, layout, batch and input",
          e);
    }
  }

  private float[] pooled(float[] all, long[] sides) {
    if (recipe.pool() == Onnx.Pool.FLAT || sides.length != 3) {
      return all;
    }
    int batch = (int) sides[0];
    int vectors = (int) sides[1];
    int values = (int) sides[2];
    float[] pooled = new float[batch * values];
    int taken = recipe.pool() == Onnx.Pool.FIRST ? 1 : vectors;
    for (int i = 0; i < batch; i++) {
      for (int k = 0; k < values; k++) {
        double sum = 0;
        for (int v = 0; v < taken; v++) {
          sum += all[(i * vectors + v) * values + k];
        }
        pooled[i * values + k] = (float) (sum / taken);
      }
    }
    return pooled;
  }
}
