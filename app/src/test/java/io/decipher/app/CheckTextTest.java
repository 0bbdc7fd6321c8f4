// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.ModelCheck;
import io.decipher.api.ModelCheck.Anchor;
import io.decipher.api.ModelCheck.Finding;
import io.decipher.api.ModelCheck.Layer;
import io.decipher.api.ModelCheck.Overfit;
import io.decipher.api.ModelCheck.Term;
import io.decipher.api.SampleType;
import io.decipher.runtime.report.CheckReport;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CheckTextTest {
  private static final CheckReport.Data DATA =
      new CheckReport.Data(70_000, SampleType.image(28, 28), 0, 1, 0.1307);

  private static final List<Term> TERMS =
      List.of(
          new Term("loss", 545.7, 92.31, List.of()),
          new Term(
              "reconstruction",
              545.3,
              86.2,
              List.of(new Anchor("1/2 everywhere", 543.43), new Anchor("the samples", 73))));

  @Test
  void a_model_that_is_well_is_a_table_of_layers_and_one_of_losses() {
    ModelCheck check =
        ModelCheck.of(
            List.of(
                new Layer("encoder.0", "convolution 5 x 5, stride 2", List.of(32, 14, 14), 800),
                new Layer("", "reshape", List.of(6272), 0),
                new Layer("encoder.mean", "fully connected", List.of(32), 200_736)),
            Optional.of(new Overfit(64, 150, 0.002, TERMS)),
            List.of());
    assertThat(
            CheckText.of(
                new CheckReport(DATA, "vae", Optional.of(check), Optional.empty(), List.of())))
        .isEqualTo(
            """
            data   70,000 samples of 1 x 28 x 28, values from 0 to 1, mean 0.131
            model  vae, 201,536 parameters

            layer         what it does                       output  parameters
            encoder.0     convolution 5 x 5, stride 2  32 x 14 x 14         800
                          reshape                              6272
            encoder.mean  fully connected                        32     200,736

            64 samples, to be overfitted in 150 steps at learning rate 0.002, in nats per sample:
                            start   end
            loss            545.7  92.3
            reconstruction  545.3  86.2  (543.4 for 1/2 everywhere, 73.0 for the samples)

            Nothing looks wrong.
            """);
  }

  @Test
  void what_looks_wrong_stands_last_with_what_to_do() {
    CheckReport report =
        new CheckReport(
            DATA,
            "gan",
            Optional.empty(),
            Optional.of(new CheckReport.Trial(64, 3, List.of(new Term("loss", 2, 3, List.of())))),
            List.of(
                new Finding("the loss does not fall", "try another learning rate"),
                new Finding("the model cannot be trained: it has no engine", "")));
    assertThat(CheckText.of(report))
        .isEqualTo(
            """
            data   70,000 samples of 1 x 28 x 28, values from 0 to 1, mean 0.131
            model  gan

            64 samples, trained on for 3 epochs:
                  first   last
            loss  2.000  3.000

            2 things look wrong:
              - the loss does not fall; try another learning rate
              - the model cannot be trained: it has no engine
            """);
  }
}
