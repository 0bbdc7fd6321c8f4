// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.images.ImageDecoder.Decoded;
import io.decipher.images.InkAnalysis.Ink;
import io.decipher.images.Preparation.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A survey of some of the pictures, from which the settings left at {@code auto} are chosen for
 * all.
 *
 * <ul>
 *   <li>They are signs if at least half show well separated ink on a border of paper; otherwise
 *       scenes.
 *   <li>Signs become grey, since the only colour left would be the ink's contrast; scenes become
 *       grey or coloured, as they are.
 *   <li>Signs get enough pixels for half of them to have strokes of {@value #STROKE} pixels or
 *       more, but no more than they have themselves; scenes get the median of their longer sides if
 *       it is at most {@value #MOST_SIDE}, else {@value #SCENE_SIDE}.
 *   <li>If all scenes have the same size, a frame that is the same in all of them is cut off.
 * </ul>
 */
final class Survey {
  /** The number of pictures to examine. */
  static final int LOOKED_AT = 256;

  private static final int LEAST_SIDE = 28;
  private static final int MOST_SIDE = 96;
  private static final int SCENE_SIDE = 64;
  private static final double STROKE = 2.5;
  private static final double COLOURFUL = 0.02;
  private static final double COLOURFUL_SHARE = 0.05;
  private static final double CHANGES = 0.02;
  private static final double FRAMELESS = 0.97;
  private static final int FEWEST_FOR_A_FRAME = 8;

  private final List<Decoded> pictures;
  private final List<Ink> signs = new ArrayList<>();
  private final int dark;

  Survey(List<Decoded> pictures) {
    this.pictures = List.copyOf(pictures);
    int darkSigns = 0;
    List<Optional<Ink>> found =
        pictures.parallelStream().map(decoded -> sign(decoded.picture())).toList();
    for (Optional<Ink> one : found) {
      if (one.isPresent()) {
        signs.add(one.get());
        darkSigns += one.get().dark() ? 1 : 0;
      }
    }
    this.dark = darkSigns;
  }

  private static Optional<Ink> sign(Picture picture) {
    InkAnalysis analysis = InkAnalysis.of(picture);
    try {
      Ink ink = analysis.ink(analysis.isDark());
      return ink.measures().isSign() ? Optional.of(ink) : Optional.empty();
    } catch (UnreadableImageException nothingToSee) {
      return Optional.empty();
    }
  }

  /** Returns the choices; settings that are not {@code auto} are kept. */
  Preparation choose(Images configured) {
    InkRule ink = configured.ink();
    if (ink == InkRule.AUTO) {
      ink = 2 * signs.size() >= pictures.size() ? InkRule.EITHER : InkRule.KEEP;
    }
    boolean scenes = ink == InkRule.KEEP;
    Frame frame = scenes ? frame() : Frame.WHOLE;
    return new Preparation(
        configured
            .unlessAuto(configured.size())
            .orElseGet(() -> scenes ? sceneSize(frame) : signSize()),
        configured
            .unlessAuto(configured.channels())
            .orElseGet(() -> scenes && isColourful() ? 3 : 1),
        ink,
        signs.isEmpty() ? 0.5 : (double) dark / signs.size(),
        frame);
  }

  private boolean isColourful() {
    long colourful = pictures.stream().filter(one -> one.picture().chroma() > COLOURFUL).count();
    return colourful > COLOURFUL_SHARE * pictures.size();
  }

  private int signSize() {
    if (signs.isEmpty()) {
      return LEAST_SIDE;
    }
    double[] wanted = new double[signs.size()];
    double[] own = new double[signs.size()];
    for (int i = 0; i < wanted.length; i++) {
      Ink sign = signs.get(i);
      wanted[i] = STROKE * sign.box().longest() / sign.measures().stroke();
      own[i] = sign.box().longest();
    }
    double inner = Math.min(median(wanted), median(own));
    int size = LEAST_SIDE;
    while (size < MOST_SIDE && size - 2 * Preparation.margin(size) < inner) {
      size += 4;
    }
    return size;
  }

  private int sceneSize(Frame frame) {
    double[] sides =
        pictures.stream()
            .mapToDouble(one -> frame.of(one.width(), one.height()).longest())
            .toArray();
    double side = median(sides);
    double wanted = side <= MOST_SIDE ? Math.max(LEAST_SIDE, side) : SCENE_SIDE;
    return (int) Math.ceil(wanted / 4) * 4;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Returns the part within a frame that is the same in all pictures, if they have one size. */
  private Frame frame() {
    Decoded first = pictures.get(0);
    boolean same =
        pictures.stream()
            .allMatch(one -> one.width() == first.width() && one.height() == first.height());
    if (!same || pictures.size() < FEWEST_FOR_A_FRAME) {
      return Frame.WHOLE;
    }
    int width = first.picture().width();
    int height = first.picture().height();
    double[] sums = new double[width * height];
    double[] squares = new double[width * height];
    for (Decoded one : pictures) {
      float[] luma = one.picture().luma();
      for (int i = 0; i < luma.length; i++) {
        sums[i] += luma[i];
        squares[i] += (double) luma[i] * luma[i];
      }
    }
    Box box = new Box(width, height, 0, 0);
    int n = pictures.size();
    for (int i = 0; i < sums.length; i++) {
      double mean = sums[i] / n;
      if (Math.sqrt(Math.max(0, squares[i] / n - mean * mean)) > CHANGES) {
        int x = i % width;
        int y = i / width;
        box =
            new Box(
                Math.min(box.left(), x),
                Math.min(box.top(), y),
                Math.max(box.right(), x + 1),
                Math.max(box.bottom(), y + 1));
      }
    }
    double share = (double) box.width() * box.height() / (width * height);
    if (box.width() < 4 || box.height() < 4 || share > FRAMELESS) {
      return Frame.WHOLE;
    }
    return new Frame(
        (double) box.left() / width,
        (double) box.top() / height,
        (double) box.right() / width,
        (double) box.bottom() / height);
  }
}
