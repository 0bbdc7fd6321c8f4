// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import io.decipher.api.Plugins;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.api.spi.DatasetProvider;
import io.decipher.api.spi.Dependency;
import io.decipher.api.spi.FeatureExtractorProvider;
import io.decipher.api.spi.GenerativeModelProvider;
import io.decipher.api.spi.PreprocessorProvider;
import io.decipher.api.spi.ProjectorProvider;
import io.decipher.api.spi.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds settings that differ from their defaults but have no effect in combination with the others.
 * It only considers values, wherever they were set, so a resumed run finds the same ones.
 */
public final class IneffectiveSettings {
  private static final List<Dependency> OWN =
      List.of(
          Dependency.off("rounds", "0", "round"),
          Dependency.off(
              "small-clusters.merge",
              "false",
              "small-clusters.fine-share",
              "small-clusters.voters",
              "small-clusters.neighbours",
              "small-clusters.majority",
              "small-clusters.lead"),
          Dependency.off("evidence.halves", "0", "evidence.sample"));

  private static final String TYPE = "type";

  private final Plugins plugins;
  private final List<String> found = new ArrayList<>();

  private IneffectiveSettings(Plugins plugins) {
    this.plugins = plugins;
  }

  /**
   * Returns one sentence for each such setting of a discovery.
   *
   * @param components created from the configuration
   */
  public static List<String> ofDiscovery(Components components) {
    Settings all = components.resolved().at(Configuration.ROOT);
    IneffectiveSettings search = new IneffectiveSettings(components.plugins());
    Settings defaults = Configuration.defaultsOfJobs();
    OWN.forEach(one -> search.look(one, all, defaults));
    search.lookAtModel(all);
    search.lookAtFindingClasses(all);
    if (all.has("classes")) {
      search.found.add(
          all.place("classes")
              + Configuration.ROOT
              + ".classes has no effect, since only decipher train uses the classes of an"
              + " earlier run");
    }
    return List.copyOf(search.found);
  }

  /** Returns one sentence for each such setting of a training. */
  public static List<String> ofTraining(Components components) {
    Settings all = components.resolved().at(Configuration.ROOT);
    IneffectiveSettings search = new IneffectiveSettings(components.plugins());
    search.lookAtModel(all);
    return List.copyOf(search.found);
  }

  /**
   * Returns one sentence for each such setting of a clustering.
   *
   * @param all the block {@code decipher}, resolved
   */
  public static List<String> ofClustering(Settings all, Plugins plugins) {
    IneffectiveSettings search = new IneffectiveSettings(plugins);
    if (all.has("projector")) {
      search.lookAt(ProjectorProvider.class, all.at("projector"));
    }
    search.lookAt(ClustererProvider.class, all.at("clusterer"));
    return List.copyOf(search.found);
  }

  private void lookAtModel(Settings all) {
    lookAt(DatasetProvider.class, all.at("dataset"));
    all.list("preprocess").forEach(one -> lookAt(PreprocessorProvider.class, one));
    lookAt(GenerativeModelProvider.class, all.at("model"));
  }

  private void lookAtFindingClasses(Settings all) {
    Stream.of(all.list("features"), all.at("round").list("features"), all.list("compare"))
        .flatMap(List::stream)
        .filter(one -> !FeatureEntry.isNoPlugin(one.type().orElse("")))
        .forEach(one -> lookAt(FeatureExtractorProvider.class, one.without("project")));
    lookAt(ProjectorProvider.class, all.at("projector"));
    lookAt(ClustererProvider.class, all.at("clusterer"));
  }

  private <P extends Provider<?>> void lookAt(Class<P> kind, Settings block) {
    List<Dependency> dependencies = plugins.provider(kind, block).dependencies();
    if (!dependencies.isEmpty()) {
      Settings defaults = plugins.resolve(kind, chosen(block));
      dependencies.forEach(one -> look(one, block, defaults));
    }
  }

  /** Returns only the choices of a block, since each choice has its own defaults. */
  private static Settings chosen(Settings block) {
    Settings types = block.only(TYPE);
    for (String key : block.keys()) {
      Settings inner = block.isBlock(key) ? chosen(block.at(key)) : types.only();
      if (!inner.keys().isEmpty()) {
        types = types.with(key, inner);
      }
    }
    return types;
  }

  private void look(Dependency dependency, Settings block, Settings defaults) {
    if (dependency.holds(block)) {
      return;
    }
    for (String key : dependency.keys()) {
      if (differs(block, defaults, key)) {
        found.add(
            holder(block, key).place(last(key))
                + block.path()
                + "."
                + key
                + " has no effect, "
                + dependency.reason(block));
      }
    }
  }

  /** Returns whether the value or block at a key differs from the default. */
  private static boolean differs(Settings block, Settings defaults, String key) {
    Settings own = holder(block, key).only(last(key));
    return !own.differing(holder(defaults, key).only(last(key))).keys().isEmpty();
  }

  private static Settings holder(Settings block, String key) {
    int dot = key.lastIndexOf('.');
    return dot < 0 ? block : block.at(key.substring(0, dot));
  }

  private static String last(String key) {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
