// SPDX-License-Identifier: Apache-2.0
package io.decipher.api.spi;

import io.decipher.api.SampleType;
import io.decipher.api.Settings;
import java.util.List;

/**
 * Makes plugins of one kind and name. Implementations are found by {@link java.util.ServiceLoader}
 * through {@code provides} in their module-info; they are stateless and have a public constructor
 * without parameters.
 *
 * <p>A plugin's defaults stand in {@code reference.conf} at the root of its jar, under {@code
 * decipher.defaults.KIND.NAME}, each with a comment that gives meaning and unit. Where several
 * settings go together, a block of them can have presets, under {@code
 * decipher.presets.KIND.NAME.KEY}, one a name; {@code KEY = PRESET} takes one, {@code KEY { type =
 * PRESET, … }} changes single settings of it, and the default says which it is if nothing is said.
 * {@code type} then stands in the block that {@link #create} gets. A block with presets may be in
 * another block: {@code KEY} then has dots.
 *
 * @param <T> what is made
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
  /** Returns the name by which a configuration chooses the plugin, e.g. {@code "umap"}. */
  String name();

  /**
   * Returns names that the plugin had in earlier versions; a configuration that says one of them is
   * refused with the name of today. None by default.
   */
  default List<String> formerNames() {
    return List.of();
  }

  /** Returns what the plugin does, in one line. */
  String description();

  /**
   * Makes the plugin. It checks its settings and does no work yet.
   *
   * @param settings the plugin's block, its defaults filled in
   * @throws io.decipher.api.ConfigurationException naming every setting that is wrong
   */
  T create(Settings settings);

  /**
   * Returns the settings as a run is to keep them, so that it can be repeated and resumed by them:
   * with the digest of a file that it depends on, for instance. As they are by default.
   *
   * @param settings the plugin's block, its defaults filled in
   */
  default Settings recorded(Settings settings) {
    return settings;
  }

  /**
   * Returns the type of what the plugin yields once fitted or trained (of itself, where nothing is
   * fitted); the interfaces of that type are its capabilities.
   */
  Class<?> yields();

  /** Returns whether what the plugin yields has a capability, e.g. {@code Encoder.class}. */
  default boolean can(Class<?> capability) {
    return capability.isAssignableFrom(yields());
  }

  /**
   * Returns whether what the plugin yields has a capability by certain settings, for what a type
   * alone cannot tell: an autoencoder is a {@code TrainedVae} without a likelihood. That of the
   * type by default.
   *
   * @param capability an interface, e.g. {@code LikelihoodModel.class}
   * @param settings the plugin's block, its defaults filled in
   * @throws io.decipher.api.ConfigurationException naming every setting that is wrong
   */
  default boolean can(Class<?> capability, Settings settings) {
    return can(capability);
  }

  /**
   * Returns whether the plugin takes samples of a type: of an extractor, a preprocessor, a model or
   * an evaluator. Errors name the plugins that do; what depends on settings or on sizes is the
   * product's own to check. All by default.
   */
  default boolean accepts(SampleType type) {
    return true;
  }

  /**
   * Returns which settings have an effect only beside certain values of others, so that a run can
   * warn of one that was changed in vain. None by default.
   */
  default List<Dependency> dependencies() {
    return List.of();
  }
}
