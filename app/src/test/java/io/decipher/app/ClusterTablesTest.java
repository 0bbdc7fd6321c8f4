// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.FloatMatrix;
import io.decipher.api.Npy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as people have them, clustered, and assigned by what was found. */
class ClusterTablesTest {
  @TempDir Path temporary;

  private record Result(int status, String out, String err) {}

  private static Result decipher(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    return new Result(status, out.toString(), err.toString());
  }

  private String path(String name) {
    return temporary.resolve(name).toString();
  }

  /** Four groups by age and visits, while income varies at random and a hundred times as widely. */
  private void people() throws IOException {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder table = new StringBuilder("name;age;income;visits\n");
    for (int i = 0; i < 160; i++) {
      String age = i == 7 ? "NA" : number(30 * (i % 2) + 20 + 2 * random.nextDouble());
      table
          .append("person ")
          .append(i)
          .append(';')
          .append(age)
          .append(';')
          .append(number(40_000 + 4000 * random.nextDouble()))
          .append(';')
          .append(number(20 * (i / 2 % 2) + 2 * random.nextDouble()))
          .append('\n');
    }
    Files.writeString(temporary.resolve("people.csv"), table.toString());
  }

  private static String number(double value) {
    return String.format(Locale.GERMANY, "%.3f", value);
  }

  private Result clustered(String output, String... more) {
    List<String> all =
        new java.util.ArrayList<>(List.of("cluster", path("people.csv"), "-o", path(output)));
    all.addAll(List.of(more));
    Result result = decipher(all.toArray(String[]::new));
    assertThat(result.status).as(result.err).isZero();
    return result;
  }

  @Test
  void columns_of_unlike_scale_are_named_with_the_setting_that_helps() throws IOException {
    people();
    Result unscaled = clustered("unscaled");
    assertThat(unscaled.err)
        .contains("column 'income' spans", "-D decipher.dataset.scale=robust")
        .contains("1 missing values: age 1", "rows are named by 'name'");
    Result scaled = clustered("scaled", "-D", "decipher.dataset.scale=robust");
    assertThat(scaled.err).doesNotContain("the wide ones dominate");
  }

  @Test
  void points_that_were_clustered_get_the_very_groups_they_were_given() throws IOException {
    people();
    for (String scale : List.of("none", "robust", "standard")) {
      clustered(scale, "-D", "decipher.dataset.scale=" + scale);
      Result assigned =
          decipher("assign", "-m", path(scale), path("people.csv"), "-o", path("of-" + scale));
      assertThat(assigned.status).as(assigned.err).isZero();
      assertThat(temporary.resolve("of-" + scale).resolve("labels.npy"))
          .hasSameBinaryContentAs(temporary.resolve(scale).resolve("labels.npy"));
      assertThat(Files.readAllLines(temporary.resolve("of-" + scale).resolve("items.csv")))
          .hasSize(161)
          .element(1)
          .asString()
          .startsWith("person 0,");
    }
  }

  @Test
  void a_table_of_other_columns_is_refused_by_their_names() throws IOException {
    people();
    clustered("groups");
    Files.writeString(temporary.resolve("other.csv"), "name;age;wage\na;1;2\nb;2;4\nc;5;9\n");
    Result other = decipher("assign", "-m", path("groups"), path("other.csv"), "-o", path("no"));
    assertThat(other.status).isEqualTo(1);
    assertThat(other.err).contains("lacks 2 of the columns", "income", "visits");
    assertThat(temporary.resolve("no/labels.npy")).doesNotExist();
  }

  @Test
  void row_numbers_and_time_stamps_in_a_matrix_are_named() throws IOException {
    float[] values = new float[2 * 40];
    for (int i = 0; i < 40; i++) {
      values[2 * i] = 100 + i;
      values[2 * i + 1] = i % 2 * 5 + i % 3 * 0.1f;
    }
    Npy.write(temporary.resolve("numbered.npy"), FloatMatrix.wrap(40, 2, values));
    Result numbered = decipher("cluster", path("numbered.npy"), "-o", path("numbered"));
    assertThat(numbered.err).contains("column 0 counts up from 100, as row numbers do");

    double[] stamps = new double[2 * 40];
    for (int i = 0; i < 40; i++) {
      stamps[2 * i] = 1.7e9 + 0.5 * i;
      stamps[2 * i + 1] = i * i; // so that rows stay different
    }
    Npy.write(temporary.resolve("stamps.npy"), stamps, 40, 2);
    Result stamped = decipher("cluster", path("stamps.npy"), "-o", path("stamped"));
    assertThat(stamped.err).contains("stamps.npy: column 0 has values from 1.7E9 to");
  }

  @Test
  void nothing_to_cluster_is_no_success() throws IOException {
    Npy.write(temporary.resolve("none.npy"), FloatMatrix.empty(3));
    Result none = decipher("cluster", path("none.npy"), "-o", path("none"));
    assertThat(none.status).isEqualTo(1);
    assertThat(none.err).contains("none.npy: holds 0 points of 3 numbers");
    assertThat(temporary.resolve("none")).doesNotExist();
  }
}
