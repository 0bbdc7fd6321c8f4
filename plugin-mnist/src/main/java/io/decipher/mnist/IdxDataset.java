// SPDX-License-Identifier: Apache-2.0
package io.decipher.mnist;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.GroundTruth;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.mnist.IdxFile.Content;
import io.decipher.mnist.IdxFile.Kind;
import io.decipher.mnist.Mnist.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images and labels of IDX files, read on first access. */
final class IdxDataset implements Dataset {
  private static final float WHITE = 255;

  private final Mnist recipe;
  private @Nullable Loaded loaded; // guarded by this

  IdxDataset(Mnist recipe) {
    this.recipe = recipe;
  }

  /**
   * The data that was read.
   *
   * @param samples the training samples, followed by the test samples, stored once in memory
   * @param train the number of training samples
   */
  private record Loaded(
      SampleType.Image type, Samples samples, int train, Optional<GroundTruth> truth) {}

  /** One split: images, and a label for each if labels are available. */
  private record Part(
      IdxFile file, SampleType.Image shape, ByteBuffer images, Optional<Labels> labels) {
    int count() {
      return images.remaining() / shape.size();
    }
  }

  private synchronized Loaded loaded() {
    Loaded result = loaded;
    if (result == null) {
      result = load();
      loaded = result;
    }
    return result;
  }

  private Loaded load() {
    IdxFiles files = files();
    boolean both = recipe.splits().size() == 2;
    Optional<Part> train =
        recipe.splits().contains(Split.TRAIN)
            ? part(files.trainImages(), files.trainLabels(), recipe.trainLimit(), "set train-limit")
            : Optional.empty();
    Optional<Part> test =
        recipe.splits().contains(Split.TEST)
            ? part(files.testImages(), files.testLabels(), recipe.testLimit(), "set test-limit")
            : Optional.empty();
    if (recipe.splits().contains(Split.TRAIN) && train.isEmpty()) {
      throw new DecipherException(
          files.home() + ": has no training images, which splits asks for; set splits = [test]");
    }
    if (!both && recipe.splits().contains(Split.TEST) && test.isEmpty()) {
      throw new DecipherException(
          files.home() + ": has no test images, which splits asks for; set splits = [train]");
    }
    List<Part> parts = new ArrayList<>();
    train.ifPresent(parts::add);
    test.ifPresent(parts::add);
    SampleType.Image shape = parts.get(0).shape;
    for (Part part : parts) {
      if (!part.shape.equals(shape)) {
        throw new DecipherException(
            part.file
                + ": has images of "
                + sides(part.shape)
                + ", but "
                + parts.get(0).file
                + " has images of "
                + sides(shape)
                + "; expected one size in a data set");
      }
    }
    return new Loaded(
        shape, Samples.of(scaled(parts), shape), train.map(Part::count).orElse(0), truth(parts));
  }

  private IdxFiles files() {
    return recipe.directory().map(IdxFiles::in).orElseGet(IdxFiles::bundled);
  }

  /** Returns the images of one file. */
  static Samples read(IdxFile images) {
    Part part = part(images, Optional.empty(), OptionalInt.empty(), "take a file of fewer images");
    return Samples.of(scaled(List.of(part)), part.shape);
  }

  private static Optional<Part> part(
      Optional<IdxFile> images, Optional<IdxFile> labels, OptionalInt limit, String remedy) {
    return images.map(file -> part(file, labels, limit, remedy));
  }

  private static Part part(
      IdxFile file, Optional<IdxFile> labels, OptionalInt limit, String remedy) {
    // Headers first, then labels, which are small, so that errors are found before the real work.
    labels.ifPresent(found -> checkCounts(found, file));
    Optional<Content> labelled = labels.map(found -> found.read(Kind.LABELS, limit, remedy));
    Content images = file.read(Kind.IMAGES, limit, remedy);
    SampleType.Image shape = SampleType.image(images.height(), images.width());
    return new Part(file, shape, images.values(), labelled.map(IdxDataset::labels));
  }

  private static void checkCounts(IdxFile labels, IdxFile images) {
    long labelled = labels.count(Kind.LABELS);
    long shown = images.count(Kind.IMAGES);
    if (labelled != shown) {
      throw new DecipherException(
          labels
              + ": has "
              + labelled
              + " labels, but "
              + images
              + " has "
              + shown
              + " images; expected a label for each image");
    }
  }

  /** Returns the images of all splits, which have the same shape. */
  private static FloatMatrix scaled(List<Part> parts) {
    int size = parts.get(0).shape.size();
    int rows = parts.stream().mapToInt(Part::count).sum();
    float[] pixels = new float[Math.multiplyExact(rows, size)];
    int at = 0;
    for (Part part : parts) {
      int from = at;
      IntStream.range(0, part.count())
          .parallel()
          .forEach(image -> scale(part.images, image * size, pixels, from + image * size, size));
      at += part.count() * size;
    }
    return FloatMatrix.wrap(rows, size, pixels);
  }

  private static void scale(ByteBuffer values, int from, float[] pixels, int to, int count) {
    for (int i = 0; i < count; i++) {
      pixels[to + i] = Byte.toUnsignedInt(values.get(from + i)) / WHITE;
    }
  }

  private static Labels labels(Content content) {
    int[] labels = new int[content.values().remaining()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(content.values().get(i));
    }
    return Labels.of(labels);
  }

  /** Returns the labels of all splits; empty if a split has none. */
  private static Optional<GroundTruth> truth(List<Part> parts) {
    if (!parts.stream().allMatch(part -> part.labels.isPresent())) {
      return Optional.empty();
    }
    int[] all =
        parts.stream()
            .flatMapToInt(part -> Arrays.stream(part.labels.orElseThrow().toArray()))
            .toArray();
    return Optional.of(new GroundTruth(Labels.of(all)));
  }

  private static String sides(SampleType.Image shape) {
    return shape.height() + " x " + shape.width() + " pixels";
  }

  @Override
  public SampleType type() {
    synchronized (this) {
      if (loaded != null) {
        return loaded.type;
      }
    }
    IdxFiles files = files();
    return Stream.of(Split.TRAIN, Split.TEST)
        .filter(recipe.splits()::contains)
        .flatMap(split -> files.images(split).stream())
        .findFirst()
        .map(file -> (SampleType) file.shape())
        .orElseGet(() -> loaded().type); // which reports what is missing
  }

  @Override
  public Samples train() {
    Loaded all = loaded();
    return all.samples.slice(0, all.train);
  }

  @Override
  public Samples test() {
    Loaded all = loaded();
    return all.samples.slice(all.train, all.samples.count() - all.train);
  }

  @Override
  public Samples samples() {
    return loaded().samples;
  }

  @Override
  public Optional<GroundTruth> truth() {
    return loaded().truth;
  }
}
