// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import io.decipher.api.Clusterer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.Encoder;
import io.decipher.api.FeatureExtractor;
import io.decipher.api.GenerativeModel;
import io.decipher.api.Hierarchy;
import io.decipher.api.Plugins;
import io.decipher.api.Preprocessor;
import io.decipher.api.Projector;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import io.decipher.runtime.internal.data.DescribedDataset;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Binds every component that a configuration names. Problems are collected instead of thrown, so
 * that a person sees all of them at once.
 */
public final class DecipherModule extends AbstractModule {
  private static final String PROJECT = "project";
  private static final String ROUNDS = "rounds";
  private static final String CONDITION = "condition";

  private final Settings user;
  private final Plugins plugins;

  public DecipherModule(Settings user, Plugins plugins) {
    this.user = user;
    this.plugins = plugins;
  }

  @Override
  protected void configure() {
    attempt(
        () -> {
          List<String> problems = new ArrayList<>();
          Settings all = Configuration.complete(user, problems);
          problems.forEach(problem -> addError("%s", problem));
          return all;
        },
        block -> bindAll(conditionedOnNuisance(block)));
  }

  /**
   * Returns settings in which the decoder is given the nuisance attribute, so that latents need not
   * encode it (a conditional VAE), if there is exactly one such attribute, the model can be
   * conditional on one, and the configuration sets no condition.
   */
  private Settings conditionedOnNuisance(Settings block) {
    try {
      Settings model = block.at("model");
      List<String> nuisance = Components.nuisance(block.at("dataset"));
      if (nuisance.size() != 1 || model.has(CONDITION)) {
        return block;
      }
      Settings conditioned =
          model.with(
              CONDITION,
              Settings.parse("nuisance", "by = attribute").with("attribute", nuisance.get(0)));
      plugins.create(GenerativeModelProvider.class, conditioned);
      return block.with("model", conditioned);
    } catch (ConfigurationException e) {
      return block; // another kind of model, or an error that is reported elsewhere
    }
  }

  private void bindAll(Settings block) {
    bind(Plugins.class).toInstance(plugins);
    attempt(
        () -> DescribedDataset.open(block.at("dataset"), plugins),
        dataset -> bind(Dataset.class).toInstance(dataset));
    bindPart(Projector.class, ProjectorProvider.class, block, "projector");
    bindPart(Clusterer.class, ClustererProvider.class, block, "clusterer");
    bindPart(GenerativeModel.class, GenerativeModelProvider.class, block, "model");
    List<Preprocessor> preprocessors = new ArrayList<>();
    for (Settings one : list(block, "preprocess")) {
      attempt(() -> plugins.create(PreprocessorProvider.class, one), preprocessors::add);
    }
    bind(new TypeLiteral<List<Preprocessor>>() {}).toInstance(List.copyOf(preprocessors));
    // The jobs' own settings may be invalid as well as those of components.
    Optional<JobSettings> known = settings(block);
    List<FeatureEntry> features = entries(list(block, "features"), block, "features");
    List<FeatureEntry> again =
        known.map(settings -> entriesAgain(settings, block)).orElse(List.of());
    List<FeatureEntry> compare = entries(list(block, "compare"), block, "compare");
    known.ifPresent(
        settings -> {
          bind(JobSettings.class).toInstance(settings);
          bind(Components.FeaturePlan.class)
              .toInstance(
                  new Components.FeaturePlan(
                      features, again, compare, isChosen(settings.features())));
          attempt(() -> checkKeep(block, settings), checked -> {});
          attempt(() -> checkChosen(settings.features()), checked -> {});
          attempt(() -> resolved(block, settings), all -> bind(Settings.class).toInstance(all));
        });
    bind(Components.class).toConstructor(constructor());
  }

  /** Passed explicitly: Guice up to 5 supports one @Inject annotation, Guice 7 another. */
  private static Constructor<Components> constructor() {
    try {
      return Components.class.getDeclaredConstructor(
          Arrays.stream(Components.class.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  private Optional<JobSettings> settings(Settings block) {
    AtomicReference<JobSettings> known = new AtomicReference<>();
    attempt(() -> block.usually(Configuration.defaultsOfJobs()).as(JobSettings.class), known::set);
    return Optional.ofNullable(known.get());
  }

  private List<Settings> list(Settings block, String key) {
    List<Settings> list = new ArrayList<>();
    attempt(() -> block.list(key), list::addAll);
    return list;
  }

  /** Rejects keeping small clusters if there cannot be any. */
  private boolean checkKeep(Settings block, JobSettings settings) {
    if (!settings.smallClusters().keep().isEmpty()
        && !plugins.provider(ClustererProvider.class, settings.clusterer()).can(Hierarchy.class)) {
      throw new ConfigurationException(
          List.of(
              block.at("small-clusters").place("keep")
                  + "decipher.small-clusters.keep refers to small clusters, but clusterer '"
                  + settings.clusterer().type().orElse("")
                  + "' has no hierarchy in which to find any; use hdbscan, or set keep = []"));
    }
    return true;
  }

  /** Names of features that are not plugins. */
  private static final List<String> NO_PLUGINS =
      List.of(FeatureEntry.AUTO, FeatureEntry.CONTEXT, FeatureEntry.LATENT);

  private static final Settings CONTEXT =
      Settings.parse("context", "sequence = recording, order = begin, span = 1, weight = 0.3");

  private static boolean isChosen(List<Settings> features) {
    return features.stream().anyMatch(one -> one.type().orElse("").equals(FeatureEntry.AUTO));
  }

  private static boolean checkChosen(List<Settings> features) {
    if (isChosen(features)) {
      for (Settings one : features) {
        if (features.size() > 1 || !one.without("type").keys().isEmpty()) {
          throw new ConfigurationException(
              List.of(
                  one.place()
                      + "decipher.features contains auto, which must be the only entry and has"
                      + " no settings: features = [auto]"));
        }
      }
    }
    return true;
  }

  private <T> void bindPart(
      Class<T> type, Class<? extends Provider<T>> service, Settings all, String key) {
    attempt(() -> plugins.create(service, all.at(key)), part -> bind(type).toInstance(part));
  }

  private List<FeatureEntry> entries(List<Settings> blocks, Settings all, String key) {
    List<FeatureEntry> entries = new ArrayList<>();
    for (Settings block : blocks) {
      if (!block.type().orElse("").equals(FeatureEntry.AUTO)) {
        attempt(() -> entry(block, all, key), entries::add);
      }
    }
    return List.copyOf(entries);
  }

  private List<FeatureEntry> entriesAgain(JobSettings settings, Settings all) {
    if (settings.rounds() == 0) {
      return List.of();
    }
    boolean named = !settings.round().features().isEmpty();
    return entries(again(settings), all, named ? "round.features" : ROUNDS);
  }

  private FeatureEntry entry(Settings block, Settings all, String key) {
    Optional<Projector> projector = Optional.empty();
    List<String> problems = new ArrayList<>();
    if (block.has(PROJECT)) {
      try {
        projector = Optional.of(plugins.create(ProjectorProvider.class, block.at(PROJECT)));
      } catch (ConfigurationException e) {
        problems.addAll(e.problems());
      }
    }
    Settings own = block.without(PROJECT);
    String name = block.type().orElse("");
    Optional<FeatureExtractor> extractor = Optional.empty();
    Optional<ContextSettings> context = Optional.empty();
    boolean normalized = false;
    try {
      if (name.equals(FeatureEntry.CONTEXT)) {
        if (key.equals("features")) {
          throw new ConfigurationException(
              List.of(
                  block.place()
                      + "decipher.features contains context, but there is no context before"
                      + " classes are found; use it in decipher.compare or"
                      + " decipher.round.features"));
        }
        if (projector.isPresent()) {
          throw new ConfigurationException(
              List.of(
                  block.place()
                      + "decipher."
                      + key
                      + " contains context with a projector of its own, which has no effect;"
                      + " leave project out"));
        }
        context =
            Optional.of(
                own.without("type").over(CONTEXT).usually(CONTEXT).as(ContextSettings.class));
      } else if (name.equals(FeatureEntry.LATENT)) {
        // This rejects unknown keys.
        normalized = own.without("type").as(Latent.class).normalize.orElse(false);
        requireEncoder(block, all, key);
      } else {
        plugins.provider(FeatureExtractorProvider.class, own, NO_PLUGINS); // also suggests these
        extractor = Optional.of(plugins.create(FeatureExtractorProvider.class, own));
      }
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new FeatureEntry(name, extractor, normalized, projector, context);
  }

  private void requireEncoder(Settings block, Settings all, String key) {
    Settings model = all.at("model");
    if (can(Encoder.class, model)) {
      return;
    }
    String cannot = "but model '" + model.type().orElse("") + "' cannot encode; ";
    throw new ConfigurationException(
        List.of(
            key.equals(ROUNDS)
                ? all.place(ROUNDS)
                    + "decipher.rounds is "
                    + all.text(ROUNDS).orElse("")
                    + ": classes are found again by the model's latents, "
                    + cannot
                    + "set decipher.rounds = 0, or take another model"
                : block.place()
                    + "decipher."
                    + key
                    + " is latent, "
                    + cannot
                    + (key.startsWith("round.")
                        ? "set decipher.rounds = 0, or take another model"
                        : "use pixels, or another model")));
  }

  /** Returns whether the model of a block has a capability under its settings. */
  private boolean can(Class<?> capability, Settings model) {
    return plugins
        .provider(GenerativeModelProvider.class, model)
        .can(capability, plugins.resolve(GenerativeModelProvider.class, model));
  }

  /** The settings of latent features. */
  record Latent(Optional<Boolean> normalize) {}

  /** The default features of rounds: the latents in addition to the others. */
  private static List<Settings> again(JobSettings settings) {
    if (!settings.round().features().isEmpty()) {
      return settings.round().features();
    }
    List<Settings> all = new ArrayList<>(settings.features());
    all.removeIf(one -> one.type().orElse("").equals(FeatureEntry.LATENT));
    all.add(Settings.parse("rounds", "{ type = " + FeatureEntry.LATENT + ", normalize = true }"));
    return all;
  }

  /** Returns the complete configuration with the defaults of every plugin filled in. */
  private Settings resolved(Settings block, JobSettings settings) {
    return Settings.empty()
        .with(
            Configuration.ROOT,
            block
                .with("dataset", plugins.resolve(DatasetProvider.class, settings.dataset()))
                .with(
                    "preprocess",
                    settings.preprocess().stream()
                        .map(one -> plugins.resolve(PreprocessorProvider.class, one))
                        .toList())
                .with("features", settings.features().stream().map(this::resolvedEntry).toList())
                .with("projector", plugins.resolve(ProjectorProvider.class, settings.projector()))
                .with("clusterer", plugins.resolve(ClustererProvider.class, settings.clusterer()))
                .with("model", plugins.resolve(GenerativeModelProvider.class, settings.model()))
                .with(
                    "round",
                    block
                        .at("round")
                        .with(
                            "features",
                            (settings.rounds() == 0 ? settings.round().features() : again(settings))
                                .stream().map(this::resolvedEntry).toList()))
                .with("compare", settings.compare().stream().map(this::resolvedEntry).toList()));
  }

  private Settings resolvedEntry(Settings block) {
    if (block.type().orElse("").equals(FeatureEntry.CONTEXT)) {
      return block.over(CONTEXT);
    }
    boolean noPlugin = FeatureEntry.isNoPlugin(block.type().orElse(""));
    if (!noPlugin) {
      plugins.provider(FeatureExtractorProvider.class, block, NO_PLUGINS);
    }
    Settings own =
        noPlugin ? block : plugins.resolve(FeatureExtractorProvider.class, block.without(PROJECT));
    return block.has(PROJECT)
        ? own.with(PROJECT, plugins.resolve(ProjectorProvider.class, block.at(PROJECT)))
        : own;
  }

  private <T> void attempt(Supplier<T> make, Consumer<T> use) {
    T made;
    try {
      made = make.get();
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> addError("%s", problem));
      return;
    }
    use.accept(made);
  }
}
