// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.Labels;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassCatalogueTest {
  /** To describe 27,000 classes of a million points took hours, and no page could show them. */
  @Test
  void more_classes_than_a_page_can_show_are_refused_with_what_to_do() {
    int classes = 2001;
    FloatMatrix values = FloatMatrix.wrap(classes, 1, new float[classes]);
    ClassCatalogue catalogue = new ClassCatalogue(ReportSamples.unknown(classes), values, values);
    assertThatThrownBy(() -> catalogue.of(Labels.of(IntStream.range(0, classes).toArray())))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("2,001 classes")
        .hasMessageContaining("at most 2,000")
        .hasMessageContaining("min-cluster-size");
  }
}
