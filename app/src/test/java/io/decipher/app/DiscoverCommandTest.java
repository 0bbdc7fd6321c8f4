// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.runtime.report.DiscoveryReport;
import io.decipher.runtime.report.Evidence;
import io.decipher.runtime.report.SmallCluster;
import io.decipher.runtime.report.Stage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiscoverCommandTest {
  private static SmallCluster small(int number, SmallCluster.Judge judge, OptionalInt own) {
    return new SmallCluster(number, 902 - number, 7, 0.74, 0.1, judge, own, List.of(5, 4));
  }

  private static String summary(List<SmallCluster> small) {
    Stage view =
        new Stage(
            List.of("gradients"),
            new FoundClasses(Labels.of(0, 1), FloatMatrix.wrap(2, 1, new float[2])),
            Labels.of(0, 1),
            small,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    Evidence.Finding own = new Evidence.Finding("gradients", 2, Optional.empty(), 1, 1);
    Evidence.Finding pixels = new Evidence.Finding("pixels", 2, Optional.empty(), 0.9, 0.9);
    StringWriter out = new StringWriter();
    DiscoverCommand.summarize(
        new DiscoveryReport(
            view,
            List.of(),
            List.of(),
            Optional.of(new Evidence(own, 0, 2, List.of(pixels), List.of())),
            List.of(),
            List.of(),
            Map.of(),
            DiscoveryReport.Data.unknown(),
            Map.of(),
            0,
            Path.of("run")),
        new PrintWriter(out, true));
    return out.toString().replace("\r\n", "\n");
  }

  @Test
  void a_summary_tells_what_speaks_for_the_number_and_what_became_of_small_groups() {
    assertThat(
            summary(
                List.of(
                    small(0, SmallCluster.Judge.NEIGHBOURS, OptionalInt.empty()),
                    small(1, SmallCluster.Judge.CLASSIFIER, OptionalInt.empty()),
                    small(2, SmallCluster.Judge.NONE, OptionalInt.empty()),
                    small(3, SmallCluster.Judge.PERSON, OptionalInt.of(10)))))
        .isEqualTo(
            """
            2 classes in 2 samples, 0.0 % noise, by gradients
              2 classes: in both views
            small clusters, their share of votes for the first class against the second, and what became of them; to keep one as a class of its own, repeat with -D 'decipher.small-clusters.keep=[NUMBER]':
              cluster 0: 902 samples: .74 against .10, joined class 7 by neighbours
              cluster 1: 901 samples: .74 against .10, joined class 7 by the model's head
              cluster 2: 900 samples: .74 against .10, undecided
              cluster 3: 899 samples: .74 against .10, kept as a class of its own, 10
            run, in 0 s
            """);
  }

  @Test
  void a_summary_leaves_the_smallest_groups_to_the_report() {
    List<SmallCluster> small =
        IntStream.range(0, 25)
            .mapToObj(number -> small(number, SmallCluster.Judge.NONE, OptionalInt.empty()))
            .toList();
    assertThat(summary(small))
        .contains("  cluster 19: ", "  and 5 smaller ones, in report.json\n")
        .doesNotContain("cluster 20: ");
  }
}
