// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import java.util.List;

/**
 * Creates plugins of one kind and name. Implementations are found by {@link
 * java.util.ServiceLoader} through {@code provides} in their module-info; they are stateless and
 * have a public no-argument constructor.
 *
 * <p>A plugin's defaults are in {@code reference.conf} at the root of its jar, under {@code
 * decipher.defaults.KIND.NAME}, each with a comment that gives its meaning and unit. A block of
 * related settings can have named presets, under {@code decipher.presets.KIND.NAME.KEY}: {@code KEY
 * = PRESET} selects one, {@code KEY { type = PRESET, … }} changes single settings of it, and the
 * default value names the preset used otherwise. The block passed to {@link #create} then contains
 * {@code type}. If the block with presets is inside another block, {@code KEY} has dots.
 *
 * @param <T> the type of the plugin
 */
public sealed interface Provider<T>
    permits DatasetProvider,
        PreprocessorProvider,
        FeatureExtractorProvider,
        ProjectorProvider,
        ClustererProvider,
        GenerativeModelProvider,
        SampleReaderProvider,
        EvaluatorProvider,
        ToolProvider,
        ResultWriterProvider {
  /** Returns the name by which a configuration selects the plugin, e.g. {@code "umap"}. */
  String name();

  /**
   * Returns names that the plugin had in earlier versions; a configuration that uses one is
   * rejected with the current name. Empty by default.
   */
  default List<String> formerNames() {
    return List.of();
  }

  /** Returns what the plugin does, in one line. */
  String description();

  /**
   * Creates the plugin. This validates its settings and does no other work.
   *
   * @param settings the plugin's block, with its defaults filled in
   * @throws io.decipher.api.ConfigurationException with every invalid setting
   */
  T create(Settings settings);

  /**
   * Returns the settings to store with a run, by which it can be repeated and resumed; they may
   * include, for instance, the digest of a file that the plugin depends on. Unchanged by default.
   *
   * @param settings the plugin's block, with its defaults filled in
   */
  default Settings recorded(Settings settings) {
    return settings;
  }

  /**
   * Returns the type of the plugin's product once fitted or trained (or of the plugin itself if
   * nothing is fitted); the interfaces of that type are its capabilities.
   */
  Class<?> yields();

  /** Returns whether the plugin's product has a capability, e.g. {@code Encoder.class}. */
  default boolean can(Class<?> capability) {
    return capability.isAssignableFrom(yields());
  }

  /**
   * Returns whether the plugin's product has a capability under the given settings, if the type
   * alone does not determine it: an autoencoder is a {@code TrainedVae} without a likelihood. By
   * default determined by the type.
   *
   * @param capability an interface, e.g. {@code LikelihoodModel.class}
   * @param settings the plugin's block, with its defaults filled in
   * @throws io.decipher.api.ConfigurationException with every invalid setting
   */
  default boolean can(Class<?> capability, Settings settings) {
    return can(capability);
  }

  /**
   * Returns whether the plugin accepts samples of a type; relevant for extractors, preprocessors,
   * models and evaluators. Errors list the plugins that do. Constraints that depend on settings or
   * sizes are checked by the plugin itself. True by default.
   */
  default boolean accepts(SampleType type) {
    return true;
  }

  /**
   * Returns which settings have an effect only for certain values of others, so that a run can warn
   * of a change without effect. Empty by default.
   */
  default List<Dependency> dependencies() {
    return List.of();
  }
}
