// SPDX-License-Identifier: Apache-2.0
package io.decipher.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.Assigner;
import io.decipher.api.Conditional;
import io.decipher.api.DecipherException;
import io.decipher.api.Decoder;
import io.decipher.api.Encoder;
import io.decipher.api.EpochMetrics;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Labels;
import io.decipher.api.LatentSpace;
import io.decipher.api.NoveltyAssigner;
import io.decipher.api.NoveltyScores;
import io.decipher.api.RetrainableClassifier;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.TrainedModel;
import io.decipher.api.TrainingSet;
import io.decipher.api.spi.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of a generative model, in addition to {@link ProviderContract}: the same seed trains
 * the same model, and another seed another model if training is random; it generates finite values
 * of the type it was trained on, in [0, 1] for images, the same for the same random numbers; a
 * model that was saved and loaded is the same to the bit, and a damaged directory is rejected by
 * {@link IOException} or {@link DecipherException}; it may be closed twice; progress is reported on
 * the run's own thread, and training stops with {@link java.util.concurrent.CancellationException}
 * when it is cancelled. An {@link Encoder} encodes samples independently of each other, and {@link
 * NoveltyScores} scores them likewise; the results of a {@link Decoder} and a {@link Conditional}
 * are finite and in range as well, and a {@link LatentSpace} decodes the latents it draws to the
 * samples it generates.
 *
 * <p>The model is trained four times, so the settings should let it train within about a second.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class GenerativeModelContract implements ProviderContract<GenerativeModel> {
  private static final int COUNT = 5;

  private @Nullable TrainedModel trained;

  @Override
  public abstract Provider<GenerativeModel> provider();

  /** Returns the type of the samples; by default a 28 x 28 image. */
  public SampleType type() {
    return SampleType.image(28, 28);
  }

  /**
   * Returns the training data; by default 64 images of bars at four angles, with the angles as
   * classes, or rows of numbers of four kinds if {@link #type} is not an image.
   */
  public TrainingSet trainingSet() {
    int[] angles = new int[64];
    float[] strengths = new float[64];
    for (int i = 0; i < angles.length; i++) {
      angles[i] = i % 4;
    }
    Arrays.fill(strengths, 1);
    return TrainingSet.of(
        TestData.samples(64, 4, type()),
        Optional.of(new FoundClasses(Labels.of(angles), FloatMatrix.wrap(64, 1, strengths))));
  }

  /**
   * Returns whether training is random, so that another seed trains another model; otherwise it
   * must train the same one. True by default.
   */
  public boolean isRandom() {
    return true;
  }

  /** Values of images are in [0, 1]; those of other samples are finite. */
  private void assertInRange(FloatMatrix samples, String what) {
    if (type() instanceof SampleType.Image) {
      Runs.assertBetween(samples, 0, 1, what);
    } else {
      Runs.assertFinite(samples, what);
    }
  }

  /** Returns the model trained with seed 1, which the tests share. */
  private TrainedModel trained() {
    TrainedModel model = trained;
    if (model == null) {
      model = train(1);
      trained = model;
    }
    return model;
  }

  private TrainedModel train(long seed) {
    return plugin().train(trainingSet(), RunContext.seeded(seed));
  }

  /** Frees the shared model. */
  @AfterAll
  public void close() {
    if (trained != null) {
      trained.close();
    }
  }

  private static FloatMatrix generate(TrainedModel model) {
    return model.generate(COUNT, new SplittableRandom(5));
  }

  /** Generated samples have the type of the training samples. */
  @Test
  public void generated_samples_have_its_shape_and_are_in_range() {
    assertThat(trained().type()).isEqualTo(type());
    FloatMatrix generated = generate(trained());
    Runs.assertShape(generated, COUNT, type().size(), "generated samples");
    assertInRange(generated, "generated samples");
    Runs.assertShape(
        trained().generate(0, new SplittableRandom(5)), 0, type().size(), "none generated");
  }

  /** Generation is reproducible, and depends on the random numbers. */
  @Test
  public void the_random_numbers_alone_decide_what_is_generated() {
    assertThat(generate(trained())).isEqualTo(generate(trained()));
    assertThat(trained().generate(COUNT, new SplittableRandom(6)))
        .isNotEqualTo(generate(trained()));
  }

  /** A seed reproduces a training. */
  @Test
  public void the_same_seed_trains_the_same_model() {
    try (TrainedModel again = train(1)) {
      assertThat(generate(again)).isEqualTo(generate(trained()));
    }
  }

  /** Randomness, if any, is determined by the run's seed. */
  @Test
  public void another_seed_trains_another_model() {
    try (TrainedModel other = train(2)) {
      assertThat(generate(other).equals(generate(trained())))
          .as("a model of another seed generates the same")
          .isEqualTo(!isRandom());
    }
  }

  /** The saved directory is self-contained. */
  @Test
  public void a_saved_model_is_the_same_when_loaded(@TempDir Path directory) throws IOException {
    trained().save(directory);
    try (TrainedModel loaded = plugin().load(directory)) {
      assertThat(loaded.type()).isEqualTo(type());
      assertThat(generate(loaded)).isEqualTo(generate(trained()));
    }
  }

  /** The encoder is saved as well. */
  @Test
  public void it_encodes_as_before_once_loaded(@TempDir Path directory) throws IOException {
    var here = Runs.assumed(trained(), Encoder.class);
    trained().save(directory);
    try (TrainedModel loaded = plugin().load(directory)) {
      Samples samples = trainingSet().samples();
      RunContext run = RunContext.seeded(1);
      assertThat(((Encoder) loaded).encode(samples, run)).isEqualTo(here.encode(samples, run));
    }
  }

  /** Loading from an empty directory fails. */
  @Test
  public void an_empty_directory_is_refused(@TempDir Path directory) {
    assertThatThrownBy(() -> plugin().load(directory).close())
        .isInstanceOfAny(IOException.class, DecipherException.class);
  }

  /** A file may be cut short by a full disk or an interrupted copy. */
  @Test
  public void a_file_cut_short_is_refused(@TempDir Path directory) throws IOException {
    trained().save(directory);
    for (Path file : files(directory)) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      assertThatThrownBy(() -> plugin().load(directory).close())
          .as("%s cut to half", file.getFileName())
          .isInstanceOfAny(IOException.class, DecipherException.class);
      Files.write(file, whole);
    }
  }

  /** Weights with a flipped bit would silently generate something else. */
  @Test
  public void a_flipped_bit_in_the_weights_is_refused(@TempDir Path directory) throws IOException {
    trained().save(directory);
    Path weights = files(directory).get(0);
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    assertThatThrownBy(() -> plugin().load(directory).close())
        .as("%s, a bit flipped", weights.getFileName())
        .isInstanceOfAny(IOException.class, DecipherException.class);
  }

  /** Returns the saved files, largest first. */
  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .sorted(Comparator.comparing((Path file) -> file.toFile().length()).reversed())
          .toList();
    }
  }

  /** Closing is idempotent. */
  @Test
  public void it_may_be_closed_twice(@TempDir Path directory) throws IOException {
    trained().save(directory);
    TrainedModel loaded = plugin().load(directory);
    loaded.close();
    loaded.close();
    assertThat(generate(trained())).as("what another model generates then").isNotNull();
  }

  /** Cancellation takes effect quickly. */
  @Test
  public void it_stops_when_cancelled() {
    Runs.assertStops(run -> plugin().train(trainingSet(), run).close());
  }

  /** Progress never decreases, epochs are counted from 1, and the input is not modified. */
  @Test
  public void it_reports_in_order_and_leaves_its_input_as_it_was() {
    TrainingSet set = trainingSet();
    FloatMatrix before = Runs.copy(set.samples().toMatrix());
    var recording = Runs.recorded(1, run -> plugin().train(set, run).close());
    Runs.assertReports(recording);
    assertThat(recording.reports).as("reports").isNotEmpty();
    int epoch = 0;
    for (EpochMetrics metrics : recording.epochs) {
      assertThat(metrics.epoch()).isEqualTo(++epoch);
      assertThat(metrics.values().values()).allMatch(Double::isFinite);
    }
    assertThat(set.samples().toMatrix()).isEqualTo(before);
  }

  /** The product has the type that the provider declares. */
  @Test
  public void it_yields_what_its_provider_says() {
    assertThat(trained()).isInstanceOf(provider().yields());
  }

  /** Samples can be encoded in batches of any size. */
  @Test
  public void a_sample_is_encoded_by_itself() {
    var encoder = Runs.assumed(trained(), Encoder.class);
    Samples samples = trainingSet().samples();
    RunContext run = RunContext.seeded(1);
    FloatMatrix all = encoder.encode(samples, run);
    assertThat(all.rows()).isEqualTo(samples.count());
    Runs.assertFinite(all, "latents");
    Runs.assertNear(encoder.encode(samples.slice(0, 3), run), all.slice(0, 3), "three alone");
    Runs.assertShape(encoder.encode(Samples.none(type()), run), 0, all.columns(), "of none");
  }

  /** Latents can be decoded to samples. */
  @Test
  public void decoded_samples_are_in_range() {
    var decoder = Runs.assumed(trained(), Decoder.class);
    var encoder = Runs.assumed(trained(), Encoder.class);
    RunContext run = RunContext.seeded(1);
    Samples samples = trainingSet().samples();
    FloatMatrix decoded = decoder.decode(encoder.encode(samples, run), run);
    Runs.assertShape(decoded, samples.count(), type().size(), "decoded samples");
    assertInRange(decoded, "decoded samples");
  }

  /** Novelty depends on a sample alone, and is the same after loading. */
  @Test
  public void a_sample_is_as_novel_by_itself_and_once_loaded(@TempDir Path directory)
      throws IOException {
    var novelty = Runs.assumed(trained(), NoveltyScores.class);
    Samples samples = trainingSet().samples();
    RunContext run = RunContext.seeded(1);
    FloatMatrix all = novelty.noveltyScores(samples, run);
    assertThat(all.rows()).isEqualTo(samples.count());
    assertThat(all.columns()).isPositive();
    Runs.assertFinite(all, "novelty scores");
    Runs.assertNear(
        novelty.noveltyScores(samples.slice(0, 3), run), all.slice(0, 3), "three alone");
    trained().save(directory);
    try (TrainedModel loaded = plugin().load(directory)) {
      assertThat(((NoveltyScores) loaded).noveltyScores(samples, run)).isEqualTo(all);
    }
  }

  /** A joint call gives the same results as two separate ones. */
  @Test
  public void samples_are_named_and_measured_at_once_as_they_are_one_after_the_other() {
    var both = Runs.assumed(trained(), NoveltyAssigner.class);
    assumeTrue(both.assigns(), "it learned no classes");
    RunContext run = RunContext.seeded(1);
    for (int count : new int[] {0, 1, 3, trainingSet().samples().count()}) {
      Samples samples = trainingSet().samples().slice(0, count);
      var found = both.assignWithNovelty(samples, run);
      assertThat(found.classes()).isEqualTo(both.assign(samples, run));
      assertThat(found.noveltyScores()).isEqualTo(both.noveltyScores(samples, run));
    }
  }

  /**
   * The classifier can be retrained for other classes, by their numbers, and nothing else changes.
   */
  @Test
  public void its_classifier_learns_classes_anew_while_all_else_stays() {
    var able = Runs.assumed(trained(), RetrainableClassifier.class);
    assumeTrue(able.assigns(), "it learned no classes");
    Samples samples = trainingSet().samples();
    RunContext run = RunContext.seeded(1);
    FoundClasses before = able.assign(samples, run);
    int[] turned = before.labels().toArray();
    int classes = before.labels().classes();
    for (int i = 0; i < turned.length; i++) {
      turned[i] = turned[i] == Labels.NOISE ? Labels.NOISE : classes - 1 - turned[i];
    }
    try (TrainedModel other = able.retrainClassifier(samples, Labels.of(turned), run)) {
      int[] now = ((Assigner) other).assign(samples, run).labels().toArray();
      int same = 0;
      for (int i = 0; i < now.length; i++) {
        same += now[i] == turned[i] ? 1 : 0;
      }
      assertThat((double) same / now.length)
          .as("share of its own classes that it names by their new numbers")
          .isGreaterThan(0.9);
      assertThat(able.assign(samples, run)).as("the model before").isEqualTo(before);
      if (trained() instanceof Encoder encoder) {
        assertThat(((Encoder) other).encode(samples, run)).isEqualTo(encoder.encode(samples, run));
      }
      assertThat(generate(other)).isEqualTo(generate(trained()));
    }
  }

  /** Latents are decoded in the same way as samples are generated. */
  @Test
  public void what_it_generates_is_what_its_latents_decode_to() {
    var space = Runs.assumed(trained(), LatentSpace.class);
    RunContext run = RunContext.seeded(1);
    FloatMatrix latents = space.drawLatents(COUNT, new SplittableRandom(5));
    Runs.assertFinite(latents, "latents");
    assertThat(space.decode(latents, run)).isEqualTo(generate(trained()));
  }

  /** Latents of a class are decoded in the same way as samples of it are generated. */
  @Test
  public void what_it_generates_of_a_class_is_what_its_latents_decode_to() {
    var space = Runs.assumed(trained(), LatentSpace.class);
    var conditional = Runs.assumed(trained(), Conditional.class);
    assumeTrue(conditional.classes() > 0, "it learned no classes");
    RunContext run = RunContext.seeded(1);
    FloatMatrix latents = space.drawLatents(COUNT, new SplittableRandom(5));
    int last = conditional.classes() - 1;
    assertThat(space.decode(space.drawLatents(last, COUNT, new SplittableRandom(5)), run))
        .isEqualTo(conditional.generate(last, COUNT, new SplittableRandom(5)));
    FloatMatrix moved = space.movedTo(last, latents);
    assertThat(moved.columns()).isEqualTo(latents.columns());
    FloatMatrix decoded = space.decode(moved, run);
    Runs.assertShape(decoded, COUNT, type().size(), "samples of latents moved to a class");
    assertInRange(decoded, "samples of latents moved to a class");
    if (last > 0) {
      assertThat(decoded).isNotEqualTo(generate(trained()));
    }
    assertThatThrownBy(() -> space.movedTo(last + 1, latents))
        .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
  }

  /** Every class that it was conditioned on or found itself can be generated, and no other. */
  @Test
  public void each_class_can_be_drawn() {
    var conditional = Runs.assumed(trained(), Conditional.class);
    Optional<FoundClasses> condition = trainingSet().classes();
    boolean findsClasses =
        condition.isEmpty() && conditional instanceof Assigner assigner && assigner.assigns();
    if (!findsClasses) {
      assertThat(conditional.classes())
          .isEqualTo(condition.map(found -> found.labels().classes()).orElse(0));
    }
    for (int label = 0; label < conditional.classes(); label++) {
      FloatMatrix drawn = conditional.generate(label, COUNT, new SplittableRandom(5));
      Runs.assertShape(drawn, COUNT, type().size(), "samples of a class");
      assertInRange(drawn, "samples of a class");
    }
    for (int label : new int[] {-1, conditional.classes()}) {
      assertThatThrownBy(() -> conditional.generate(label, COUNT, new SplittableRandom(5)))
          .as("class %d", label)
          .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
    }
  }
}
