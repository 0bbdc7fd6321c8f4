// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main job on all of MNIST; some minutes. {@code mvn verify -Dgroups=slow -DexcludedGroups=}.
 */
@Tag("slow")
class MainJobTest {
  @TempDir Path temporary;

  @Test
  void ten_digits_are_found_without_a_label_by_gradients_and_by_latents_alone() throws IOException {
    int status =
        Main.run(
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            "discover",
            "-o",
            temporary.resolve("run").toString());
    assertThat(status).isZero();
    String report = Files.readString(temporary.resolve("run/report.json"));
    assertThat(all("(?m)^  \"classes\": (\\d+)", report)).containsExactly(10.0);
    double[] last = all("(?m)^    \"accuracy\": ([\\d.]+)", report);
    assertThat(last).hasSize(1);
    assertThat(last[0]).isGreaterThan(0.99);
    // By gradients, by the classifier, by gradients and latents; by latents alone; and by pixels
    // alone, of which nothing is promised.
    assertThat(all("(?m)^      \"classes\": (\\d+)", report)).hasSize(5).startsWith(10, 10, 10, 10);
    double[] accuracies = all("(?m)^        \"accuracy\": ([\\d.]+)", report);
    double[] bars = {0.984, 0.984, 0.99, 0.99};
    assertThat(accuracies).hasSize(bars.length + 1);
    for (int i = 0; i < bars.length; i++) {
      assertThat(accuracies[i]).isGreaterThan(bars[i]);
    }
    assertThat(report).containsPattern("\"verdict\": \"10 classes.* in 3 of 3 layouts");
  }

  private static double[] all(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.results().mapToDouble(found -> Double.parseDouble(found.group(1))).toArray();
  }
}
