package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.RunContext;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.judge.Judge;
import io.decipher.judge.Judgement;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Judges generated handwritten digits: those that the model of a run draws, or any.
 *
 * <p>They are compared with the images that the run learned from, changed as it changed them, and
 * with all of them, whatever part it learned from. The judge's own classifier learned from MNIST's
 * labels; nothing that finds classes or trains a model ever hears what it says.
 */
public final class Judging {
  /** How many samples of each class are looked at for purity. */
  public static final int OF_A_CLASS = 1_000;

  private static final List<String> LIMITS = List.of("train-limit", "test-limit", "splits");
  private static final Settings MNIST =
      Settings.parse("defaults", "decipher { dataset { type = mnist } }");

  private final Plugins plugins;

  /** Makes a judging with plugins for the data set, what changes it, and the model. */
  public Judging(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Judges what the model of a run draws: {@value Judge#SAMPLES} samples, and {@value #OF_A_CLASS}
   * of each class if it draws classes. Writes judgement.json and judgement.txt.
   *
   * @param run a run directory
   * @param over settings {@code decipher.model.…} that go over those the model was saved with
   * @param output where to write; must be empty or new
   * @throws ConfigurationException if there is no run, or the output holds something already
   * @throws DecipherException if these are no digits that the judge knows
   */
  public Judgement model(Path run, Settings over, RunContext context, Path output) {
    Settings configuration = configuration(run);
    try (Generation generation = checked(Generation.load(run, plugins, over));
        RunDirectory directory = RunDirectory.create(output)) {
      Judge judge = judge(configuration, context);
      FloatMatrix samples = generation.generate(Judge.SAMPLES, OptionalInt.empty(), context);
      Judgement judgement = judge.judge(samples, context);
      List<FloatMatrix> classes = new ArrayList<>();
      for (int label = 0; label < generation.classes(); label++) {
        classes.add(generation.generate(OF_A_CLASS, OptionalInt.of(label), context));
      }
      return written(
          classes.isEmpty() ? judgement : judgement.with(judge.purity(classes, context)),
          directory);
    }
  }

  /**
   * Judges samples, and writes judgement.json and judgement.txt.
   *
   * @param samples ({@value Judge#SAMPLES} x 784), in [0, 1]
   * @param run the run directory whose images to compare them with; MNIST's, as they are, if empty
   * @param output where to write; must be empty or new
   * @throws ConfigurationException if there is no run, or the output holds something already
   * @throws DecipherException if these are no digits that the judge knows
   */
  public Judgement samples(
      FloatMatrix samples, Optional<Path> run, RunContext context, Path output) {
    Judge.check(samples);
    Settings configuration = run.map(Judging::configuration).orElse(MNIST.at(Configuration.ROOT));
    try (RunDirectory directory = RunDirectory.create(output)) {
      return written(judge(configuration, context).judge(samples, context), directory);
    }
  }

  /** Closes what cannot be judged. */
  private static Generation checked(Generation generation) {
    try {
      Judge.check(generation.type());
      return generation;
    } catch (RuntimeException e) {
      generation.close();
      throw e;
    }
  }

  private static Judgement written(Judgement judgement, RunDirectory directory) {
    directory.writeText("judgement.json", judgement.json());
    directory.writeText("judgement.txt", judgement.text());
    return judgement;
  }

  private static Settings configuration(Path run) {
    Path file = run.resolve("decipher.conf");
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no decipher.conf; expected a directory that `decipher discover` wrote,"
                  + " for what it learned from is what its samples are compared with"));
    }
    return Settings.load(file).at(Configuration.ROOT);
  }

  private Judge judge(Settings configuration, RunContext context) {
    Settings block = configuration.at("dataset");
    for (String limit : LIMITS) {
      block = block.without(limit); // a part of the images would be another yardstick
    }
    Dataset dataset = plugins.create(DatasetProvider.class, block);
    Judge.check(dataset.type());
    List<Preprocessor> preprocessors =
        configuration.list("preprocess").stream()
            .map(one -> plugins.create(PreprocessorProvider.class, one))
            .toList();
    Samples train = Preparation.apply(preprocessors, dataset.train(), context);
    Samples test = Preparation.apply(preprocessors, dataset.test(), context);
    return Judge.of(train.toMatrix(), test.toMatrix(), train.type(), context);
  }
}
