package io.decipher.mnist;

import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import io.decipher.api.SampleShape;
import io.decipher.api.Truth;
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
import org.jspecify.annotations.Nullable;

/** Images and labels of IDX files, read when first asked for. */
final class IdxDataset implements Dataset {
  private static final float WHITE = 255;

  private final Mnist recipe;
  private @Nullable Loaded loaded; // guarded by this

  IdxDataset(Mnist recipe) {
    this.recipe = recipe;
  }

  private record Loaded(
      SampleShape shape, FloatMatrix train, FloatMatrix test, Optional<Truth> truth) {}

  /** One part: images, (n x size), and n labels if people gave any. */
  private record Part(
      IdxFile file, SampleShape shape, FloatMatrix images, Optional<Labels> labels) {}

  private synchronized Loaded loaded() {
    Loaded result = loaded;
    if (result == null) {
      result = load();
      loaded = result;
    }
    return result;
  }

  private Loaded load() {
    IdxFiles files = recipe.directory().map(IdxFiles::in).orElseGet(IdxFiles::bundled);
    boolean both = recipe.splits().size() == 2;
    Optional<Part> train =
        recipe.splits().contains(Split.TRAIN)
            ? part(files.trainImages(), files.trainLabels(), recipe.trainLimit(), "train-limit")
            : Optional.empty();
    Optional<Part> test =
        recipe.splits().contains(Split.TEST)
            ? part(files.testImages(), files.testLabels(), recipe.testLimit(), "test-limit")
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
    SampleShape shape = parts.get(0).shape;
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
    FloatMatrix none = FloatMatrix.empty(shape.size());
    return new Loaded(
        shape,
        train.map(Part::images).orElse(none),
        test.map(Part::images).orElse(none),
        truth(parts));
  }

  private static Optional<Part> part(
      Optional<IdxFile> images, Optional<IdxFile> labels, OptionalInt limit, String limitKey) {
    return images.map(file -> part(file, labels, limit, limitKey));
  }

  private static Part part(
      IdxFile file, Optional<IdxFile> labels, OptionalInt limit, String limitKey) {
    // Headers first, then labels, which are small: what is wrong shows before the work is done.
    labels.ifPresent(found -> checkCounts(found, file));
    Optional<Content> told = labels.map(found -> found.read(Kind.LABELS, limit, limitKey));
    Content images = file.read(Kind.IMAGES, limit, limitKey);
    SampleShape shape = SampleShape.image(images.height(), images.width());
    return new Part(file, shape, scaled(images.values(), shape), told.map(IdxDataset::labels));
  }

  private static void checkCounts(IdxFile labels, IdxFile images) {
    long told = labels.count(Kind.LABELS);
    long shown = images.count(Kind.IMAGES);
    if (told != shown) {
      throw new DecipherException(
          labels
              + ": has "
              + told
              + " labels, but "
              + images
              + " has "
              + shown
              + " images; expected a label for each image");
    }
  }

  private static FloatMatrix scaled(ByteBuffer values, SampleShape shape) {
    float[] pixels = new float[values.remaining()];
    IntStream.range(0, pixels.length / shape.size())
        .parallel()
        .forEach(image -> scale(values, pixels, image * shape.size(), shape.size()));
    return FloatMatrix.wrap(pixels.length / shape.size(), shape.size(), pixels);
  }

  private static void scale(ByteBuffer values, float[] pixels, int from, int count) {
    for (int i = from; i < from + count; i++) {
      pixels[i] = Byte.toUnsignedInt(values.get(i)) / WHITE;
    }
  }

  private static Labels labels(Content content) {
    int[] labels = new int[content.values().remaining()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = Byte.toUnsignedInt(content.values().get(i));
    }
    return Labels.of(labels);
  }

  /** Returns the labels of all parts; none if a part has none. */
  private static Optional<Truth> truth(List<Part> parts) {
    if (!parts.stream().allMatch(part -> part.labels.isPresent())) {
      return Optional.empty();
    }
    int[] all =
        parts.stream()
            .flatMapToInt(part -> Arrays.stream(part.labels.orElseThrow().toArray()))
            .toArray();
    return Optional.of(new Truth(Labels.of(all)));
  }

  private static String sides(SampleShape shape) {
    return shape.height() + " x " + shape.width() + " pixels";
  }

  @Override
  public SampleShape shape() {
    return loaded().shape;
  }

  @Override
  public FloatMatrix train() {
    return loaded().train;
  }

  @Override
  public FloatMatrix test() {
    return loaded().test;
  }

  @Override
  public Optional<Truth> truth() {
    return loaded().truth;
  }
}
