// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import io.decipher.api.RunContext;
import io.decipher.runtime.Discovery;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** A run of a few seconds: 120 images, 12 x 12, of bars at one of three heights. */
final class TinyRun {
  static final int SIDE = 12;
  static final int COUNT = 120;
  private static final int TRAIN = 96;

  private TinyRun() {}

  /** Returns the lightness of each pixel as bytes, (120)(144). */
  static byte[][] bars() {
    SplittableRandom random = new SplittableRandom(3);
    byte[][] bars = new byte[COUNT][SIDE * SIDE];
    for (int i = 0; i < COUNT; i++) {
      int ink = random.nextInt(180, 225);
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        int x = pixel % SIDE;
        boolean bar = pixel / SIDE / 4 == i % 3 && x > 1 && x < 10;
        bars[i][pixel] = (byte) ((bar ? ink : 0) + random.nextInt(30));
      }
    }
    return bars;
  }

  /** Returns lightness in [0, 1], (144). */
  static float[] values(byte[] bytes) {
    float[] values = new float[bytes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (bytes[i] & 0xff) / 255f;
    }
    return values;
  }

  /** Discovers the classes of the bars; returns the run's directory. */
  static Path discover(Path folder) throws IOException {
    byte[][] bars = bars();
    Path data = Files.createDirectories(folder.resolve("bars"));
    write(data, "train", bars, 0, TRAIN);
    write(data, "t10k", bars, TRAIN, COUNT);
    Path conf = folder.resolve("tiny.conf");
    Path run = folder.resolve("run");
    Files.writeString(
        conf,
        """
        decipher {
          output = "%s"
          dataset { type = mnist, directory = "%s" }
          features = [{ type = gradients, project { type = pca, dimensions = 64 } }]
          projector { type = umap, neighbours = 15, dimensions = 2, min-distance = 0, epochs = 20 }
          clusterer { type = hdbscan, min-cluster-share = 0.1, min-samples = 9 }
          model {
            type = vae
            architecture.channels = [4, 4]
            objective.classifier.weight = 100
            fit { epochs = 20, min-steps = 0, learning-rate = 0.003 }
          }
          rounds = 1
          evidence { layouts = 0, halves = 0 }
          compare = []
        }
        """
            .formatted(run.toString().replace('\\', '/'), data.toString().replace('\\', '/')));
    Discovery.load(conf).run(RunContext.seeded(42));
    return run;
  }

  private static void write(Path data, String stem, byte[][] bars, int from, int to)
      throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + (to - from) * SIDE * SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + to - from);
    images.putInt(0x803).putInt(to - from).putInt(SIDE).putInt(SIDE);
    labels.putInt(0x801).putInt(to - from);
    for (int i = from; i < to; i++) {
      images.put(bars[i]);
      labels.put((byte) (i % 3));
    }
    Files.write(data.resolve(stem + "-images-idx3-ubyte"), images.array());
    Files.write(data.resolve(stem + "-labels-idx1-ubyte"), labels.array());
  }

  /** Writes an image as a PNG. */
  static void png(byte[] bytes, Path file) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = image.getRaster();
    for (int i = 0; i < bytes.length; i++) {
      raster.setSample(i % SIDE, i / SIDE, 0, bytes[i] & 0xff);
    }
    ImageIO.write(image, "png", file.toFile());
  }
}
