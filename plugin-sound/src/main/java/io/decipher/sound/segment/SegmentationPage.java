// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound.segment;

import io.decipher.sound.audio.ChannelReader;
import io.decipher.sound.spectrum.FrequencyScale;
import io.decipher.sound.spectrum.Spectrogram;
import io.decipher.sound.spectrum.Spectrogram.Band;
import io.decipher.sound.spectrum.Spectrogram.Reference;
import io.decipher.sound.spectrum.Spectrograph;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import javax.imageio.ImageIO;

/**
 * Page of spectrograms with boxes around the units. A pixel is as wide as a window of the
 * segmenter; a picture consists of strips of a thousand pixels, one below the other, up to a
 * manageable number.
 */
public final class SegmentationPage {
  private static final int WIDTH = 1000;
  private static final int HEIGHT = 96;
  private static final int GAP = 8;
  private static final int STRIPS = 12;
  private static final double DECIBELS = 60;
  private static final int BACKGROUND = 0xFFFFFF;
  // Neighbouring units alternate, so that their boundaries are visible.
  private static final int[] COLOURS = {0xE69F00, 0x56B4E9};

  private final Segmenter settings;
  private final List<String> entries = new ArrayList<>();

  /** Creates an empty page. */
  public SegmentationPage(Segmenter settings) {
    this.settings = settings;
  }

  /** Adds a line without a picture. */
  public void add(String title) {
    entries.add("<p>" + escaped(title) + "</p>");
  }

  /**
   * Adds the beginning of a recording.
   *
   * @param title caption
   * @param picture file name of the picture
   * @param recording reader at the recording's beginning
   * @param found its units
   * @param directory folder for the picture
   */
  public void add(
      String title, String picture, ChannelReader recording, Segmentation found, Path directory)
      throws IOException {
    ImageIO.write(draw(recording, found), "png", directory.resolve(picture).toFile());
    entries.add(
        "<figure><figcaption>"
            + escaped(title)
            + "</figcaption><img src=\""
            + picture
            + "\" alt=\"spectrogram\"></figure>");
  }

  private BufferedImage draw(ChannelReader recording, Segmentation found) throws IOException {
    double strip = WIDTH * settings.window() / 1000;
    int strips = (int) Math.max(1, Math.min(STRIPS, Math.ceil(found.duration() / strip)));
    double top = Math.min(recording.rate() / 2, settings.high() * 1.25);
    Spectrogram look =
        new Spectrogram(
            FrequencyScale.LINEAR,
            new Band(OptionalDouble.empty(), OptionalDouble.empty()),
            HEIGHT,
            WIDTH,
            2 * settings.window(),
            settings.window(),
            OptionalDouble.of(DECIBELS),
            Reference.FILE,
            0,
            OptionalDouble.empty());
    Spectrograph graph = new Spectrograph(look, 0, top, recording.rate());
    List<float[]> levels = new ArrayList<>();
    float white = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < strips; i++) {
      recording.release((long) Math.floor((i * strip - graph.window()) * recording.rate()));
      float[] own = graph.levels(recording, i * strip, (i + 1) * strip);
      levels.add(own);
      white = Math.max(white, loud(own));
    }
    int rows = strips * (HEIGHT + GAP);
    BufferedImage image = new BufferedImage(WIDTH, rows, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < strips; i++) {
      look.paint(levels.get(i), white);
      paint(image, i * (HEIGHT + GAP), levels.get(i));
    }
    for (int i = 0; i < found.units().size(); i++) {
      box(image, found.units().get(i), COLOURS[i % COLOURS.length], top, strip);
    }
    return image;
  }

  /** Returns the 99.9% quantile of the levels, so that a click does not darken everything else. */
  private static float loud(float[] levels) {
    float[] sorted = levels.clone();
    Arrays.sort(sorted);
    return sorted[(int) (0.999 * (sorted.length - 1))];
  }

  private static void paint(BufferedImage image, int top, float[] values) {
    for (int y = 0; y < HEIGHT + GAP; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int grey = y < HEIGHT ? 255 - Math.round(255 * values[y * WIDTH + x]) : 0;
        image.setRGB(x, top + y, y < HEIGHT ? grey * 0x010101 : BACKGROUND);
      }
    }
  }

  private void box(BufferedImage image, Segment unit, int colour, double top, double strip) {
    int upper = row(settings.high(), top);
    int lower = row(settings.low(), top);
    int strips = image.getHeight() / (HEIGHT + GAP);
    for (int i = 0; i < strips; i++) {
      double left = (unit.begin() - i * strip) / strip * WIDTH;
      double right = (unit.end() - i * strip) / strip * WIDTH;
      if (right < 0 || left >= WIDTH) {
        continue;
      }
      int y = i * (HEIGHT + GAP);
      for (int x = (int) Math.max(0, left); x <= Math.min(WIDTH - 1, right); x++) {
        image.setRGB(x, y + upper, colour);
        image.setRGB(x, y + lower, colour);
        image.setRGB(x, y + HEIGHT + 1, colour);
        image.setRGB(x, y + HEIGHT + 2, colour);
      }
      for (int row = upper; row <= lower; row++) {
        if (left >= 0) {
          image.setRGB((int) left, y + row, colour);
        }
        if (right < WIDTH) {
          image.setRGB((int) right, y + row, colour);
        }
      }
    }
  }

  private static int row(double hertz, double top) {
    double row = (1 - Math.min(1, hertz / top)) * (HEIGHT - 1);
    return (int) Math.round(row);
  }

  /** Writes the page, which refers to pictures in its own folder. */
  public void write(Path file) throws IOException {
    String strip = String.format(Locale.ROOT, "%.1f", WIDTH * settings.window() / 1000);
    Files.writeString(
        file,
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Units</title>\n"
            + "<style>body{font-family:sans-serif}img{display:block}figure{margin:1em 0}</style>"
            + "</head><body>\n<p>Each strip is "
            + strip
            + " s; at most "
            + STRIPS
            + " strips per recording are shown. Boxes are units, within the segmenter's band.</p>\n"
            + String.join("\n", entries)
            + "\n</body></html>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
