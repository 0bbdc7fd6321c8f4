package io.decipher.runtime.report;

import io.decipher.api.FoundClasses;
import java.util.List;
import java.util.Optional;

/**
 * What a run knew at one of its stages, the last of which is its answer.
 *
 * @param name what the classes were found by: features, {@code classifier}, the model itself, which
 *     learned some, or the name of a model that found some by itself
 * @param found the classes; one number means one class at all stages, as far as there is one
 * @param modes the small groups of the fine cut, and what became of them
 * @param scores how well the classes agree with what people say, where the data set tells
 */
public record Stage(String name, FoundClasses found, List<Mode> modes, Optional<Scores> scores) {

  public Stage scored(Optional<Scores> known) {
    return new Stage(name, found, modes, known);
  }
}
