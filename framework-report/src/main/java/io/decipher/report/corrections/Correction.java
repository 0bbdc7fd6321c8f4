// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import java.util.List;

/** A single correction by a person to the classes of a run. */
public sealed interface Correction {
  /** Maximum length of a name in characters. */
  int LONGEST_NAME = 200;

  /**
   * Gives a class a name.
   *
   * @param label the class
   * @param name up to {@value #LONGEST_NAME} characters; a blank one removes the name
   */
  record Rename(int label, String name) implements Correction {
    /** Strips the name and checks its length. */
    public Rename {
      name = name.strip();
      if (name.length() > LONGEST_NAME) {
        throw new IllegalArgumentException(
            "a name has at most " + LONGEST_NAME + " characters, but this has " + name.length());
      }
    }

    @Override
    public String says() {
      return name.isEmpty()
          ? "class " + label + " has no name"
          : "class " + label + " is “" + name + "”";
    }
  }

  /**
   * Merges classes; the first remains, and takes the name of another if it has none.
   *
   * @param labels two or more different classes
   */
  record Merge(List<Integer> labels) implements Correction {
    /** Copies the list, and checks that there are at least two different classes. */
    public Merge {
      labels = List.copyOf(labels);
      if (labels.size() < 2 || labels.stream().distinct().count() < labels.size()) {
        throw new IllegalArgumentException(
            "a merge names two or more different classes, but named " + labels);
      }
    }

    @Override
    public String says() {
      return "classes "
          + labels.stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(", "))
          + " are one";
    }
  }

  /**
   * Makes members of a class a new class, with the next free number.
   *
   * @param label the class
   * @param samples some of its members, not all
   * @param by how they were selected: {@code lasso} or {@code tree}
   */
  record Split(int label, SampleSet samples, String by) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples of class " + label + " are a class of their own";
    }
  }

  /**
   * Assigns samples to a class.
   *
   * @param samples one or more
   */
  record Assign(int label, SampleSet samples) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples are of class " + label;
    }
  }

  /**
   * Removes samples from their classes.
   *
   * @param samples one or more
   */
  record Reject(SampleSet samples) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples are noise";
    }
  }

  /** States that two samples are of the same class, whichever that is. */
  record Same(int first, int second) implements Correction {
    @Override
    public String says() {
      return "samples " + first + " and " + second + " belong to one class";
    }
  }

  /** States that two samples are of different classes, whichever those are. */
  record Different(int first, int second) implements Correction {
    @Override
    public String says() {
      return "samples " + first + " and " + second + " belong to different classes";
    }
  }

  /**
   * Marks samples as reviewed, their classes being correct.
   *
   * @param samples one or more
   */
  record Reviewed(SampleSet samples) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples were looked at";
    }
  }

  /** Returns a human-readable description. */
  String says();

  /** Returns the name of this kind of correction in a journal. */
  default String action() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
