// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import com.google.inject.AbstractModule;
import com.google.inject.TypeLiteral;
import io.decipher.api.Clusterer;
import io.decipher.api.ConfigurationException;
import io.decipher.api.Dataset;
import io.decipher.api.Encoder;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Binds every part that a configuration names. Problems are gathered, not thrown, so that a person
 * sees all of them at once.
 */
public final class DecipherModule extends AbstractModule {
  private static final String PROJECT = "project";

  private final Settings user;
  private final Plugins plugins;

  public DecipherModule(Settings user, Plugins plugins) {
    this.user = user;
    this.plugins = plugins;
  }

  @Override
  protected void configure() {
    attempt(
        () -> Configuration.complete(user),
        all -> attempt(() -> all.as(Blueprint.class), blueprint -> bindAll(all, blueprint)));
  }

  private void bindAll(Settings block, Blueprint blueprint) {
    bind(Blueprint.class).toInstance(blueprint);
    bind(Plugins.class).toInstance(plugins);
    attempt(
        () -> DescribedDataset.open(blueprint.dataset(), plugins),
        dataset -> bind(Dataset.class).toInstance(dataset));
    bindPart(Projector.class, ProjectorProvider.class, blueprint.projector());
    bindPart(Clusterer.class, ClustererProvider.class, blueprint.clusterer());
    bindPart(GenerativeModel.class, GenerativeModelProvider.class, blueprint.model());

    attempt(() -> checkKeep(block, blueprint), checked -> {});

    List<Preprocessor> preprocessors = new ArrayList<>();
    for (Settings one : blueprint.preprocess()) {
      attempt(() -> plugins.create(PreprocessorProvider.class, one), preprocessors::add);
    }
    bind(new TypeLiteral<List<Preprocessor>>() {}).toInstance(List.copyOf(preprocessors));
    bind(Parts.FeaturePlan.class)
        .toInstance(
            new Parts.FeaturePlan(
                entries(blueprint.features(), blueprint.model(), "features"),
                blueprint.rounds() == 0
                    ? List.of()
                    : entries(again(blueprint), blueprint.model(), "round.features"),
                entries(blueprint.compare(), blueprint.model(), "compare"),
                isChosen(blueprint.features())));
    attempt(() -> checkChosen(blueprint.features()), checked -> {});
    attempt(() -> resolved(block, blueprint), all -> bind(Settings.class).toInstance(all));
    bind(Parts.class);
  }

  /** Refuses to keep modes where there are sure to be none. */
  private boolean checkKeep(Settings block, Blueprint blueprint) {
    if (!blueprint.modes().keep().isEmpty()
        && !plugins.provider(ClustererProvider.class, blueprint.clusterer()).can(Hierarchy.class)) {
      throw new ConfigurationException(
          List.of(
              block.at("modes").place("keep")
                  + "decipher.modes.keep names modes, but clusterer '"
                  + blueprint.clusterer().type().orElse("")
                  + "' has no hierarchy to find any in; use hdbscan, or set keep = []"));
    }
    return true;
  }

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
                      + "decipher.features has auto, which stands alone and has no settings:"
                      + " features = [auto]"));
        }
      }
    }
    return true;
  }

  private <T> void bindPart(Class<T> type, Class<? extends Provider<T>> service, Settings block) {
    attempt(() -> plugins.create(service, block), part -> bind(type).toInstance(part));
  }

  private List<FeatureEntry> entries(List<Settings> blocks, Settings model, String key) {
    List<FeatureEntry> entries = new ArrayList<>();
    for (Settings block : blocks) {
      if (!block.type().orElse("").equals(FeatureEntry.AUTO)) {
        attempt(() -> entry(block, model, key), entries::add);
      }
    }
    return List.copyOf(entries);
  }

  private FeatureEntry entry(Settings block, Settings model, String key) {
    Optional<Projector> projector =
        block.has(PROJECT)
            ? Optional.of(plugins.create(ProjectorProvider.class, block.at(PROJECT)))
            : Optional.empty();
    Settings own = block.without(PROJECT);
    String name = block.type().orElse("");
    if (!name.equals(FeatureEntry.LATENT)) {
      return new FeatureEntry(
          name, Optional.of(plugins.create(FeatureExtractorProvider.class, own)), false, projector);
    }
    Latent latent = own.without("type").as(Latent.class); // refuses keys that mean nothing here
    if (!can(Encoder.class, model)) {
      throw new ConfigurationException(
          List.of(
              block.place()
                  + "decipher."
                  + key
                  + " is latent, but model '"
                  + model.type().orElse("")
                  + "' cannot encode; use pixels, or another model"));
    }
    return new FeatureEntry(name, Optional.empty(), latent.normalize.orElse(false), projector);
  }

  /** Returns whether the model that a block names has a capability by its settings. */
  private boolean can(Class<?> capability, Settings model) {
    return plugins
        .provider(GenerativeModelProvider.class, model)
        .can(capability, plugins.resolve(GenerativeModelProvider.class, model));
  }

  /** What can be said of the latent means of the model. */
  record Latent(Optional<Boolean> normalize) {}

  /** What the classes are found again by, where nothing is said: the latents beside the rest. */
  private static List<Settings> again(Blueprint blueprint) {
    if (!blueprint.round().features().isEmpty()) {
      return blueprint.round().features();
    }
    List<Settings> all = new ArrayList<>(blueprint.features());
    all.removeIf(one -> one.type().orElse("").equals(FeatureEntry.LATENT));
    all.add(Settings.parse("rounds", "{ type = " + FeatureEntry.LATENT + ", normalize = true }"));
    return all;
  }

  /** Returns the whole configuration with the defaults of every plugin filled in. */
  private Settings resolved(Settings block, Blueprint blueprint) {
    return Settings.empty()
        .with(
            Configuration.ROOT,
            block
                .with("dataset", plugins.resolve(DatasetProvider.class, blueprint.dataset()))
                .with(
                    "preprocess",
                    blueprint.preprocess().stream()
                        .map(one -> plugins.resolve(PreprocessorProvider.class, one))
                        .toList())
                .with("features", blueprint.features().stream().map(this::resolvedEntry).toList())
                .with("projector", plugins.resolve(ProjectorProvider.class, blueprint.projector()))
                .with("clusterer", plugins.resolve(ClustererProvider.class, blueprint.clusterer()))
                .with("model", plugins.resolve(GenerativeModelProvider.class, blueprint.model()))
                .with(
                    "round",
                    block
                        .at("round")
                        .with(
                            "features",
                            (blueprint.rounds() == 0
                                    ? blueprint.round().features()
                                    : again(blueprint))
                                .stream().map(this::resolvedEntry).toList()))
                .with("compare", blueprint.compare().stream().map(this::resolvedEntry).toList()));
  }

  private Settings resolvedEntry(Settings block) {
    boolean noPlugin = FeatureEntry.isNoPlugin(block.type().orElse(""));
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
