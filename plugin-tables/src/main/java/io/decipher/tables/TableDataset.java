// SPDX-License-Identifier: Apache-2.0
package io.decipher.tables;

import io.decipher.api.GroundTruth;
import io.decipher.api.Prepared;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import io.decipher.api.Settings;
import io.decipher.text.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A table, read on first access. */
final class TableDataset implements Prepared {
  private final Table recipe;
  private @Nullable TableContent content; // guarded by this

  TableDataset(Table recipe) {
    this.recipe = recipe;
  }

  private synchronized TableContent content() {
    TableContent result = content;
    if (result == null) {
      result = TableContent.read(recipe);
      content = result;
    }
    return result;
  }

  @Override
  public SampleType type() {
    return content().samples().type();
  }

  @Override
  public Samples train() {
    return content().samples();
  }

  @Override
  public Optional<GroundTruth> truth() {
    return content().truth();
  }

  @Override
  public Samples samples() {
    return content().samples();
  }

  @Override
  public List<String> notes() {
    return content().notes();
  }

  @Override
  public Settings preparation() {
    List<Settings> chosen = new ArrayList<>();
    for (Encoding encoding : content().encodings()) {
      chosen.add(encoding.settings());
    }
    return Settings.empty()
        .withValue("type", "table")
        .withValue("header", recipe.header())
        .withValue("decimal", recipe.decimal())
        .withValue("missing", recipe.missing())
        .withValue("strict", recipe.strict())
        .with("chosen", chosen);
  }
}
