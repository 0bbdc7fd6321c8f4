// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.pipeline;

import io.decipher.api.RunContext;
import io.decipher.api.RunStage;
import io.decipher.runtime.internal.config.Components;
import java.util.ArrayList;
import java.util.List;

/** The stages of a job, known before it begins, so that progress can be shown. */
public final class Course {
  /** A kind of stage, with its typical relative duration. */
  public enum Kind {
    READ("reading the data", 2),
    CANDIDATES("trying features", 20),
    FIRST_MODEL("training the model", 30),
    FIND("finding classes", 6),
    LEARN("teaching the model these classes", 25),
    FIND_AGAIN("finding classes again by the learned latents", 6),
    COMPARE("finding classes by other features alone", 5),
    LAYOUTS("embedding with other seeds", 3),
    PICTURES("drawing pictures", 3);

    private final String words;
    private final int weight;

    Kind(String words, int weight) {
      this.words = words;
      this.weight = weight;
    }
  }

  private record Step(Kind kind, int round, int weight) {}

  private final List<Step> steps;

  private Course(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Returns the stages of a discovery. */
  public static Course ofDiscovery(Components components) {
    List<Step> steps = new ArrayList<>();
    add(steps, Kind.READ, 0, 1);
    if (components.plan().chosen()) {
      add(steps, Kind.CANDIDATES, 0, 1);
    }
    boolean first = components.plan().needsModelFirst();
    int rounds = components.settings().rounds();
    if (first) {
      add(steps, Kind.FIRST_MODEL, 0, 1);
    }
    add(steps, Kind.FIND, 0, 1);
    for (int round = 1; round <= rounds; round++) {
      add(steps, Kind.LEARN, round, 1);
      add(steps, Kind.FIND_AGAIN, round, 1);
    }
    if (rounds == 0 && !first) {
      add(steps, Kind.LEARN, 0, 1);
    }
    add(steps, Kind.COMPARE, 0, components.plan().compare().size());
    add(steps, Kind.LAYOUTS, 0, components.settings().evidence().layouts());
    add(steps, Kind.PICTURES, 0, 1);
    return new Course(steps);
  }

  /** Returns the stages of a training. */
  public static Course ofTraining() {
    List<Step> steps = new ArrayList<>();
    add(steps, Kind.READ, 0, 1);
    add(steps, Kind.FIRST_MODEL, 0, 1);
    add(steps, Kind.PICTURES, 0, 1);
    return new Course(steps);
  }

  private static void add(List<Step> steps, Kind kind, int round, int times) {
    if (times > 0) {
      steps.add(new Step(kind, round, times * kind.weight));
    }
  }

  /** Reports that a stage begins; stages that are not part of this course are not reported. */
  public void begin(Kind kind, int round, RunContext run) {
    double before = 0;
    double all = steps.stream().mapToInt(Step::weight).sum();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (step.kind == kind && step.round == round) {
        run.stage(
            new RunStage(
                i + 1,
                steps.size(),
                kind.words,
                before / all,
                Math.min(1, (before + step.weight) / all)));
        return;
      }
      before += step.weight;
    }
  }
}
