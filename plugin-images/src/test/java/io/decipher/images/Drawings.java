// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Images for tests. */
final class Drawings {
  private Drawings() {}

  /** A cross of two strokes, off centre, in one tone on another. */
  static BufferedImage cross(int width, int height, Color ink, Color paper) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(paper);
    graphics.fillRect(0, 0, width, height);
    strokes(graphics, width, height, ink);
    graphics.dispose();
    return image;
  }

  /** The same on nothing. */
  static BufferedImage transparentCross(int width, int height, Color ink) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    strokes(graphics, width, height, ink);
    graphics.dispose();
    return image;
  }

  private static void strokes(Graphics2D graphics, int width, int height, Color ink) {
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(ink);
    int side = Math.min(width, height);
    graphics.setStroke(new BasicStroke(side / 10f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
    int left = width / 8;
    int top = height / 4;
    graphics.drawLine(left, top + side / 4, left + side / 2, top + side / 4);
    graphics.drawLine(left + side / 8, top, left + side / 8, top + side / 2);
  }

  /** The same on paper that is darker on one side, with grain. */
  static BufferedImage onUnevenPaper(int side, long seed, int inkAbove) {
    BufferedImage clean = cross(side, side, Color.BLACK, Color.WHITE);
    var random = new SplittableRandom(seed);
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double paper = 130 + 60.0 * x / side + 6 * random.nextDouble(-1, 1);
        double ink = 1 - (clean.getRGB(x, y) & 255) / 255.0;
        int tone = (int) Math.round(Math.max(0, Math.min(255, paper + ink * inkAbove)));
        image.setRGB(x, y, tone << 16 | (tone * 9 / 10) << 8 | (tone * 7 / 10));
      }
    }
    return image;
  }

  /** A scene: smooth blobs of colour all over, no paper anywhere. */
  static BufferedImage scene(int side, long seed) {
    var random = new SplittableRandom(seed);
    var image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    double[] waves = random.doubles(18, 0.5, 6).toArray();
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        int rgb = 0;
        for (int c = 0; c < 3; c++) {
          double value = 0;
          for (int k = 0; k < 3; k++) {
            double u = waves[6 * c + 2 * k] * x / side;
            double v = waves[6 * c + 2 * k + 1] * y / side;
            value += Math.sin(6 * (u + v) + k + seed);
          }
          rgb = rgb << 8 | (int) Math.round(127.5 + 40 * value);
        }
        image.setRGB(x, y, rgb);
      }
    }
    return image;
  }

  static byte[] bytes(BufferedImage image, String format) {
    var out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, out)) {
        throw new IllegalArgumentException("no writer for " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static Path write(Path folder, String name, byte[] bytes) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Crosses dark on light, light on dark and on nothing, of several sizes. */
  static Path signs(Path folder) {
    for (int i = 0; i < 12; i++) {
      int side = 60 + 7 * i;
      BufferedImage image =
          i % 3 == 0
              ? cross(side, side + 10, Color.BLACK, new Color(240, 230, 200))
              : i % 3 == 1
                  ? cross(side, side, new Color(250, 250, 240), new Color(30, 30, 60))
                  : transparentCross(side, side, Color.BLACK);
      write(folder, (i % 2 == 0 ? "a/" : "b/") + "sign-" + i + ".png", bytes(image, "png"));
    }
    return folder;
  }
}
