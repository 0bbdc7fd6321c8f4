// SPDX-License-Identifier: Apache-2.0
package io.decipher.images;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.GroundTruth;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Sha256;
import io.decipher.images.ImageDecoder.Decoded;
import io.decipher.images.Preparation.Frame;
import io.decipher.images.Preparation.Prepared;
import io.decipher.text.NamedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One pass of reading images: a survey of some of them determines the choices, then each is decoded
 * and prepared, on all cores, with the same result for any number of cores.
 */
final class Reading {
  private static final int NAMED = 5;
  private static final String FOLDER = "folder";

  /**
   * The result of reading.
   *
   * @param samples one per readable image, in the order of their names
   * @param truth the ground truth, if requested
   * @param preparation how the samples were made
   * @param notes what was done, one line each, the first a summary
   */
  record Result(
      Samples samples, Optional<GroundTruth> truth, Preparation preparation, List<String> notes) {}

  private final Images recipe;
  private final ImageFiles files;
  private final Map<String, String> unreadable = new TreeMap<>();
  private final List<String> others = new ArrayList<>();

  private final boolean mayBePrepared;

  private Reading(Images recipe, ImageFiles files, boolean mayBePrepared) {
    this.recipe = recipe;
    this.files = files;
    this.mayBePrepared = mayBePrepared;
  }

  /**
   * Reads images.
   *
   * @throws DecipherException if nothing can be read, or an image cannot and reading is strict
   */
  static Result of(Images recipe) {
    try (ImageFiles files = ImageFiles.at(recipe.path())) {
      return new Reading(recipe, files, false).read();
    }
  }

  /** Reads images that are to be like others, and may already be. */
  static Result like(Path path, SampleType.Image wanted) {
    try (ImageFiles files = ImageFiles.at(path)) {
      return new Reading(Images.like(path, wanted), files, true).read();
    }
  }

  /** The outcome for one file. */
  private sealed interface Outcome {}

  private record Image(int width, int height, boolean inverted, String digest) implements Outcome {}

  private record Failure(String reason) implements Outcome {}

  private Result read() {
    List<String> names = candidates();
    Preparation preparation = preparation(names);
    int size = preparation.size();
    ByteRows rows =
        ByteRows.of(names.size(), new SampleType.Image(preparation.channels(), size, size));
    List<Outcome> outcomes =
        IntStream.range(0, names.size())
            .parallel()
            .mapToObj(i -> one(names.get(i), i, preparation, rows))
            .toList();
    List<String> kept = new ArrayList<>();
    List<Image> images = new ArrayList<>();
    int[] chosen = new int[names.size()];
    for (int i = 0; i < names.size(); i++) {
      Outcome outcome = outcomes.get(i);
      if (outcome instanceof Image image) {
        chosen[kept.size()] = i;
        kept.add(names.get(i));
        images.add(image);
      } else if (outcome instanceof Failure failure) {
        unreadable.put(names.get(i), failure.reason);
      }
    }
    checkSome(kept.size());
    Samples samples =
        rows.rows(Arrays.copyOf(chosen, kept.size()))
            .withNames(kept)
            .withAttributes(attributes(kept));
    return new Result(samples, truth(kept), preparation, notes(preparation, kept, images));
  }

  /** Returns the files that are images by their name or first bytes. */
  private List<String> candidates() {
    List<String> names = new ArrayList<>();
    int most = recipe.limit().orElse(Integer.MAX_VALUE);
    for (String name : files.names()) {
      if (names.size() == most) {
        break;
      }
      if (ImageFormat.isNamed(name) || files.beginsAsImage(name)) {
        names.add(name);
      } else {
        others.add(name);
      }
    }
    if (names.isEmpty()) {
      throw new DecipherException(
          recipe.path()
              + ": holds no image; expected PNG, JPEG, TIFF, WebP, BMP or GIF, in folders to any"
              + " depth"
              + (others.isEmpty() ? "" : ", but found " + list(others)));
    }
    return names;
  }

  private Preparation preparation(List<String> names) {
    if (recipe.chosen().isPresent()) {
      Images.Chosen chosen = recipe.chosen().get();
      List<Double> frame = chosen.frame();
      return new Preparation(
          Integer.parseInt(recipe.size()),
          Integer.parseInt(recipe.channels()),
          recipe.ink(),
          chosen.dark(),
          new Frame(frame.get(0), frame.get(1), frame.get(2), frame.get(3)));
    }
    // If all sampled images are broken, the ones after them are tried.
    List<Decoded> looked = new ArrayList<>();
    int count = Math.min(Survey.LOOKED_AT, names.size());
    for (int offset = 0; looked.isEmpty() && offset * (long) count < names.size(); offset++) {
      int shift = offset;
      double step = (double) names.size() / count;
      IntStream.range(0, count)
          .parallel()
          .mapToObj(i -> decoded(names.get((int) Math.min(names.size() - 1.0, i * step + shift))))
          .toList()
          .forEach(one -> one.ifPresent(looked::add));
    }
    if (looked.isEmpty()) {
      for (String name : names) {
        unreadable.put(name, reason(name));
        if (unreadable.size() > NAMED) {
          break;
        }
      }
      checkSome(0);
    }
    return new Survey(looked).choose(recipe);
  }

  private Optional<Decoded> decoded(String name) {
    try {
      return Optional.of(ImageDecoder.decode(files.read(name)));
    } catch (UnreadableImageException e) {
      return Optional.empty();
    }
  }

  private String reason(String name) {
    try {
      ImageDecoder.decode(files.read(name));
      return "could not be read at first";
    } catch (UnreadableImageException e) {
      return e.reason();
    }
  }

  private Outcome one(String name, int row, Preparation preparation, ByteRows rows) {
    try {
      byte[] bytes = files.read(name);
      Decoded decoded = ImageDecoder.decode(bytes);
      boolean ready =
          mayBePrepared
              && decoded.width() == preparation.size()
              && decoded.height() == preparation.size()
              && Preparation.isOnDark(decoded.picture());
      Prepared prepared =
          ready ? preparation.keep(decoded.picture()) : preparation.prepare(decoded.picture());
      rows.put(row, prepared.values());
      return new Image(decoded.width(), decoded.height(), prepared.inverted(), digest(bytes));
    } catch (UnreadableImageException e) {
      return new Failure(e.reason());
    }
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.digest().digest(bytes), 0, 16);
  }

  private void checkSome(int kept) {
    if (kept == 0 || (recipe.strict() && !unreadable.isEmpty())) {
      throw new DecipherException(
          recipe.path()
              + ": "
              + (kept == 0 ? "none of its images can be read: " : "")
              + unreadable()
              + (kept == 0
                  ? "; expected images that other programs can open"
                  : "; repair or remove them, or set strict = false to leave them out"));
    }
  }

  private String unreadable() {
    List<String> parts = new ArrayList<>();
    unreadable.forEach((name, reason) -> parts.add(name + " (" + reason + ")"));
    return unreadable.size() + " unreadable: " + list(parts);
  }

  private static String list(List<String> items) {
    String first = String.join(", ", items.subList(0, Math.min(NAMED, items.size())));
    return items.size() > NAMED ? first + " and " + (items.size() - NAMED) + " more" : first;
  }

  private Attributes attributes(List<String> names) {
    Attributes none = Attributes.none(names.size());
    if (recipe.attributes().isEmpty()) {
      return none;
    }
    String configured = recipe.attributes().get();
    return configured.equals(FOLDER)
        ? none.withText(FOLDER, names.stream().map(Reading::folder).toList())
        : NamedTable.read(Path.of(configured)).attributes(names);
  }

  private Optional<GroundTruth> truth(List<String> names) {
    return recipe
        .truth()
        .map(
            configured ->
                configured.equals(FOLDER)
                    ? NamedTable.truthOf(names.stream().map(Reading::folder).toList())
                    : NamedTable.read(Path.of(configured)).truth(names));
  }

  private static String folder(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "." : name.substring(0, slash);
  }

  private List<String> notes(Preparation preparation, List<String> kept, List<Image> images) {
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    int inverted = 0;
    Map<String, Integer> digests = new HashMap<>();
    int duplicates = 0;
    @Nullable String twin = null;
    for (int i = 0; i < images.size(); i++) {
      Image image = images.get(i);
      int side = Math.max(image.width, image.height);
      shortest = Math.min(shortest, side);
      longest = Math.max(longest, side);
      inverted += image.inverted ? 1 : 0;
      Integer before = digests.putIfAbsent(image.digest, i);
      if (before != null) {
        duplicates++;
        twin = twin == null ? kept.get(i) + " is " + kept.get(before) : twin;
      }
    }
    StringBuilder summary = new StringBuilder();
    summary
        .append(kept.size())
        .append(kept.size() == 1 ? " image, " : " images, ")
        .append(shortest == longest ? "" : shortest + " to ")
        .append(longest)
        .append(" px -> ")
        .append(preparation.size())
        .append(" x ")
        .append(preparation.size())
        .append(preparation.channels() == 1 ? ", grey" : ", colour")
        .append(
            preparation.ink() == InkRule.KEEP
                ? ", taken whole"
                : ", signs cut out of their paper, " + inverted + " inverted");
    if (!unreadable.isEmpty()) {
      summary.append(", ").append(unreadable());
    }
    List<String> notes = new ArrayList<>();
    notes.add(summary.toString());
    if (duplicates > 0) {
      notes.add(
          duplicates
              + (duplicates == 1 ? " image is" : " images are")
              + " byte-identical to another (e.g. "
              + twin
              + "): kept");
    }
    if (!preparation.frame().isWhole()) {
      notes.add(
          "all images have the same frame, which was cut off: "
              + preparation.frame().percent()
              + " remains");
    }
    if (!others.isEmpty()) {
      notes.add(others.size() + " other files ignored: " + list(others));
    }
    return List.copyOf(notes);
  }
}
