// SPDX-License-Identifier: Apache-2.0
package io.decipher.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.DecipherException;
import io.decipher.natives.NativeCache;
import io.decipher.text.TableFormat;
import io.decipher.text.TextTable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTest {
  private static final String ITEMS =
      """
      name,class,strength,outlier_score,x,y,site
      001,0,0.50000,0.1,1.5,-2,"a, b"
      it's,-1,0.00000,,3,4,
      π.wav@0.5,12,1.00000,0.25,5.25,6,"say ""hi"" "
      """;

  @TempDir private Path folder;

  private Path write() throws IOException {
    Path items = Files.writeString(folder.resolve("items.csv"), ITEMS);
    Path target = folder.resolve("it's [1] items.parquet");
    new Parquet().writeItems(items, target);
    return target;
  }

  @Test
  void items_come_back_as_they_were() throws IOException {
    TextTable table = TextTable.read(write());
    assertThat(table.dialect()).hasToString("Parquet");
    assertThat(table.columns())
        .containsExactly("name", "class", "strength", "outlier_score", "x", "y", "site");
    assertThat(table.count()).isEqualTo(3);
    assertThat(table.cell(0, 0)).isEqualTo("001");
    assertThat(table.cell(2, 0)).isEqualTo("π.wav@0.5");
    assertThat(table.number(1, 1)).hasValue(-1);
    assertThat(table.number(2, 3)).hasValue(0.25);
    assertThat(table.cell(1, 3)).isEmpty();
    assertThat(table.cell(0, 6)).isEqualTo("a, b");
    assertThat(table.cell(2, 6)).isEqualTo("say \"hi\" ");
  }

  @Test
  void the_native_library_is_the_one_in_the_cache_and_none_among_temporary_files()
      throws IOException {
    Path maps = Path.of("/proc/self/maps");
    assumeTrue(Files.exists(maps), "needs Linux");
    write();
    Path cache = NativeCache.open().directory().toRealPath();
    assertThat(Files.readAllLines(maps))
        .filteredOn(line -> line.contains("libduckdb_java"))
        .isNotEmpty()
        .allMatch(line -> line.contains(cache.resolve("duckdb") + "/"));
  }

  @Test
  void places_are_numbers_even_where_there_are_none() throws Exception {
    Path items =
        Files.writeString(
            folder.resolve("items.csv"),
            "name,class,strength,outlier_score,x,y\n7,0,1,,,\n8,-1,0,,,\n");
    Path target = folder.resolve("items.parquet");
    new Parquet().writeItems(items, target);
    try (var connection = DuckDb.connect();
        var result =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT typeof(name), typeof(class), typeof(x), typeof(outlier_score) FROM '"
                        + target
                        + "'")) {
      assertThat(result.next()).isTrue();
      assertThat(
              List.of(
                  result.getString(1),
                  result.getString(2),
                  result.getString(3),
                  result.getString(4)))
          .containsExactly("VARCHAR", "INTEGER", "DOUBLE", "DOUBLE");
    }
  }

  @Test
  void the_same_table_gives_the_same_bytes() throws IOException {
    byte[] first = Files.readAllBytes(write());
    assertThat(Files.readAllBytes(write())).isEqualTo(first);
  }

  @Test
  void is_found_by_whoever_reads_tables() throws IOException {
    assertThat(TableFormat.of(write())).containsInstanceOf(Parquet.class);
    assertThat(TableFormat.of(folder.resolve("items.csv"))).isEmpty();
  }

  @Test
  void damaged_files_are_tables_or_reasons() throws IOException {
    byte[] whole = Files.readAllBytes(write());
    SplittableRandom random = new SplittableRandom(5);
    Path damaged = folder.resolve("damaged.parquet");
    int refused = 0;
    for (int round = 0; round < 60; round++) {
      byte[] bytes = round % 3 == 0 ? java.util.Arrays.copyOf(whole, 5 + round) : whole.clone();
      for (int i = 0; i < 3; i++) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
      }
      Files.write(damaged, bytes);
      try {
        assertThat(TextTable.read(damaged).count()).isPositive();
      } catch (DecipherException e) {
        assertThat(e.getMessage()).contains("damaged.parquet");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void what_only_begins_like_it_is_refused_by_name() throws IOException {
    Path file = Files.write(folder.resolve("x.parquet"), "PAR1".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> TextTable.read(file))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("x.parquet: cannot be read as Parquet");
  }
}
