// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Optional;

/**
 * What a model learns from: samples, classes if the run has found some by then, and groups if the
 * model is conditional on them. It has no place for labels that people gave.
 */
public final class TrainingSet {
  private final Samples samples;
  private final Optional<FoundClasses> classes;
  private final Optional<Labels> groups;

  private TrainingSet(Samples samples, Optional<FoundClasses> classes, Optional<Labels> groups) {
    if (classes.isPresent() && classes.get().labels().size() != samples.count()) {
      throw new IllegalArgumentException(
          "there are "
              + samples.count()
              + " samples, but "
              + classes.get().labels().size()
              + " labels");
    }
    if (groups.isPresent() && groups.get().size() != samples.count()) {
      throw new IllegalArgumentException(
          "there are " + samples.count() + " samples, but groups of " + groups.get().size());
    }
    this.samples = samples;
    this.classes = classes;
    this.groups = groups;
  }

  /** Returns a set of samples without classes. */
  public static TrainingSet of(Samples samples) {
    return of(samples, Optional.empty());
  }

  /**
   * Returns a set of samples, with classes if there are any.
   *
   * @param classes found so far, one a sample
   */
  public static TrainingSet of(Samples samples, Optional<FoundClasses> classes) {
    return new TrainingSet(samples, classes, Optional.empty());
  }

  /** Returns this set with other classes, or none. */
  public TrainingSet withClasses(Optional<FoundClasses> others) {
    return new TrainingSet(samples, others, groups);
  }

  /**
   * Returns this set with a condition that the model is given and need not learn, so that what it
   * learns does not depend on it: site, recorder, individual.
   *
   * @param labels the group of each sample; {@link Labels#NOISE} where it is not known
   */
  public TrainingSet withGroups(Labels labels) {
    return new TrainingSet(samples, classes, Optional.of(labels));
  }

  /** Returns the samples, (n). */
  public Samples samples() {
    return samples;
  }

  /** Returns what one sample is. */
  public SampleType type() {
    return samples.type();
  }

  /** Returns the classes found so far, one a sample. */
  public Optional<FoundClasses> classes() {
    return classes;
  }

  /** Returns the group of each sample that the model is conditional on, if there is any. */
  public Optional<Labels> groups() {
    return groups;
  }

  @Override
  public String toString() {
    return "TrainingSet(" + samples.count() + " samples of " + samples.type() + ")";
  }
}
