// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.DecipherException;
import io.decipher.api.Evaluator;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.ReferenceEvaluator;
import io.decipher.api.ReferenceEvaluator.Reference;
import io.decipher.api.ReferenceEvaluator.Verdict;
import io.decipher.api.RunContext;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.api.spi.EvaluatorProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.runtime.internal.config.Configuration;
import io.decipher.runtime.internal.data.DescribedDataset;
import io.decipher.runtime.internal.pipeline.Preparation;
import io.decipher.runtime.internal.store.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Judges generated samples: those that the model of a run draws, or any. The judge is an {@link
 * Evaluator} plugin that takes samples of their type.
 *
 * <p>They are compared with the samples that the run learned from, changed as it changed them, and
 * with all of them, whatever part it learned from. An evaluator may have learned from labels that
 * people gave; nothing that finds classes or trains a model ever hears what it says.
 */
public final class Judging {
  /** How many samples of each class are looked at for purity. */
  public static final int OF_A_CLASS = 1_000;

  private static final List<String> LIMITS = List.of("train-limit", "test-limit", "splits");
  private static final Settings MNIST =
      Settings.parse("defaults", "decipher { dataset { type = mnist } }");

  private final Plugins plugins;

  /** Makes a judging with plugins for the data set, what changes it, the model, and the judge. */
  public Judging(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Judges what the model of a run draws: as many samples as the evaluator takes, and {@value
   * #OF_A_CLASS} of each class if it draws classes. Writes judgement.json and judgement.txt.
   *
   * @param run a run directory
   * @param over settings {@code decipher.model.…} that go over those the model was saved with
   * @param output where to write; must be empty or new
   * @throws ConfigurationException if there is no run or no evaluator, or the output holds
   *     something already
   * @throws DecipherException if no evaluator takes such samples
   */
  public Verdict model(Path run, Settings over, RunContext context, Path output) {
    Settings configuration = configuration(run, context);
    try (Generation generation = Generation.load(run, plugins, over)) {
      ReferenceEvaluator evaluator = evaluator(generation.type());
      evaluator.check(generation.type());
      try (RunDirectory directory = RunDirectory.create(output)) {
        Reference reference = reference(evaluator, configuration, context);
        Samples samples = drawn(generation, evaluator.count(), OptionalInt.empty(), context);
        List<Samples> classes = new ArrayList<>();
        for (int label = 0; label < generation.classes(); label++) {
          classes.add(drawn(generation, OF_A_CLASS, OptionalInt.of(label), context));
        }
        return written(reference.evaluate(samples, classes, context), directory);
      }
    }
  }

  private static Samples drawn(
      Generation generation, int count, OptionalInt label, RunContext context) {
    return Samples.of(generation.generate(count, label, context), generation.type());
  }

  /**
   * Judges samples, and writes judgement.json and judgement.txt.
   *
   * @param samples (n x size), n as the evaluator takes them, in [0, 1]
   * @param run the run directory whose samples to compare them with; MNIST, as it is, if empty
   * @param output where to write; must be empty or new
   * @throws ConfigurationException if there is no run or no evaluator, or the output holds
   *     something already
   * @throws DecipherException if no evaluator takes such samples
   */
  public Verdict samples(FloatMatrix samples, Optional<Path> run, RunContext context, Path output) {
    Settings configuration =
        run.map(of -> configuration(of, context)).orElse(MNIST.at(Configuration.ROOT));
    Dataset dataset = dataset(configuration);
    ReferenceEvaluator evaluator = evaluator(dataset.type());
    Samples drawn = Samples.of(samples, SampleType.vector(samples.columns()));
    evaluator.check(drawn);
    try (RunDirectory directory = RunDirectory.create(output)) {
      Reference reference = reference(evaluator, configuration, context);
      return written(reference.evaluate(drawn, List.of(), context), directory);
    }
  }

  /** Returns the first evaluator by name that takes samples of a type; of a single one, that. */
  private ReferenceEvaluator evaluator(SampleType type) {
    List<EvaluatorProvider> all =
        plugins.providers(EvaluatorProvider.class).stream()
            .filter(provider -> provider.can(ReferenceEvaluator.class))
            .toList();
    if (all.isEmpty()) {
      throw new ConfigurationException(
          List.of(
              "no evaluator plugin can judge samples; put one on the module path, such as"
                  + " decipher-judge, which judges digits"));
    }
    EvaluatorProvider chosen =
        all.stream().filter(provider -> provider.accepts(type)).findFirst().orElse(all.get(0));
    Settings block = Settings.parse("evaluator", "type = " + chosen.name());
    Evaluator made = plugins.create(EvaluatorProvider.class, block);
    return (ReferenceEvaluator) made;
  }

  private static Verdict written(Verdict verdict, RunDirectory directory) {
    directory.writeText("judgement.json", verdict.json());
    directory.writeText("judgement.txt", verdict.text());
    return verdict;
  }

  private static Settings configuration(Path run, RunContext context) {
    Path file = run.resolve("decipher.conf");
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationException(
          List.of(
              run
                  + " holds no decipher.conf; expected a directory that `decipher discover` wrote,"
                  + " for what it learned from is what its samples are compared with"));
    }
    RunSettings kept = RunSettings.of(run);
    kept.warnings().forEach(context::warn);
    return kept.settings().at(Configuration.ROOT);
  }

  private Dataset dataset(Settings configuration) {
    Settings block = configuration.at("dataset");
    for (String limit : LIMITS) {
      block = block.without(limit); // a part of the samples would be another yardstick
    }
    return DescribedDataset.open(block, plugins);
  }

  private Reference reference(
      ReferenceEvaluator evaluator, Settings configuration, RunContext context) {
    Dataset dataset = dataset(configuration);
    evaluator.check(dataset.type());
    List<Preprocessor> preprocessors =
        configuration.list("preprocess").stream()
            .map(one -> plugins.create(PreprocessorProvider.class, one))
            .toList();
    Samples train = Preparation.apply(preprocessors, dataset.train(), context);
    Samples test = Preparation.apply(preprocessors, dataset.test(), context);
    return evaluator.against(train, test, context);
  }
}
