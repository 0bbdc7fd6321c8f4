// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import java.util.Optional;

/**
 * The data that a model is trained on: samples, the classes found so far if there are any, and
 * groups if the model is conditional on them. It cannot contain labels given by people.
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
   * @param classes found so far, one per sample
   */
  public static TrainingSet of(Samples samples, Optional<FoundClasses> classes) {
    return new TrainingSet(samples, classes, Optional.empty());
  }

  /** Returns this set with its classes replaced or removed. */
  public TrainingSet withClasses(Optional<FoundClasses> others) {
    return new TrainingSet(samples, others, groups);
  }

  /**
   * Returns this set with a condition that is given to the model, so that its latents need not
   * encode it: site, recorder, individual.
   *
   * @param labels the group of each sample; {@link Labels#NOISE} if it is unknown
   */
  public TrainingSet withGroups(Labels labels) {
    return new TrainingSet(samples, classes, Optional.of(labels));
  }

  /** Returns the samples, (n). */
  public Samples samples() {
    return samples;
  }

  /** Returns the type of the samples. */
  public SampleType type() {
    return samples.type();
  }

  /** Returns the classes found so far, one per sample. */
  public Optional<FoundClasses> classes() {
    return classes;
  }

  /** Returns the group of each sample on which the model is conditional, if there are groups. */
  public Optional<Labels> groups() {
    return groups;
  }

  @Override
  public String toString() {
    return "TrainingSet(" + samples.count() + " samples of " + samples.type() + ")";
  }
}
