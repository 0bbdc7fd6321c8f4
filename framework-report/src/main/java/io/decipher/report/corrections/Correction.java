// SPDX-License-Identifier: Apache-2.0
package io.decipher.report.corrections;

import java.util.List;

/** One thing that a person said of the classes that a run found. */
public sealed interface Correction {
  /** Most characters of a name. */
  int LONGEST_NAME = 200;

  /**
   * A class has a name.
   *
   * @param label the class
   * @param name up to {@value #LONGEST_NAME} characters; blank takes its name away
   */
  record Rename(int label, String name) implements Correction {
    /** Checks the length. */
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
   * Classes are one; the first lives on, and takes the name of another if it has none.
   *
   * @param labels two or more different classes
   */
  record Merge(List<Integer> labels) implements Correction {
    /** Copies the list, and checks that there are two. */
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
   * Members of a class are a new class, which takes the next free number.
   *
   * @param label the class
   * @param samples some of its members, not all
   * @param by how they were told: {@code lasso} or {@code tree}
   */
  record Split(int label, SampleSet samples, String by) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples of class " + label + " are a class of their own";
    }
  }

  /**
   * Samples are of a class.
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
   * Samples are of no class.
   *
   * @param samples one or more
   */
  record Reject(SampleSet samples) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples are noise";
    }
  }

  /** Two samples are of one class, whichever. */
  record Same(int first, int second) implements Correction {
    @Override
    public String says() {
      return "samples " + first + " and " + second + " are of one class";
    }
  }

  /** Two samples are of two classes, whichever. */
  record Different(int first, int second) implements Correction {
    @Override
    public String says() {
      return "samples " + first + " and " + second + " are of two classes";
    }
  }

  /**
   * A person has looked at samples, and their classes are right.
   *
   * @param samples one or more
   */
  record Reviewed(SampleSet samples) implements Correction {
    @Override
    public String says() {
      return samples.size() + " samples were looked at";
    }
  }

  /** Returns in words what was said. */
  String says();

  /** Returns the word that stands for this in a journal. */
  default String action() {
    return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
  }
}
