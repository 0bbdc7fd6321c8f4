// SPDX-License-Identifier: Apache-2.0
package io.decipher.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.Attributes;
import io.decipher.api.DecipherException;
import io.decipher.api.Labels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NamedTableTest {
  @TempDir private Path folder;

  private static final List<String> PICTURES = List.of("a.png", "b.png", "c.png");

  private NamedTable read(String text) throws IOException {
    return NamedTable.read(Files.writeString(folder.resolve("truth.csv"), text));
  }

  @Test
  void rows_stand_in_any_order_and_classes_are_numbered_by_name() throws IOException {
    NamedTable table = read("file,class\nb.png,10\na.png,9\nc.png,10\nnot-there.png,3\n");

    assertThat(table.truth(List.of("a.png", "b.png", "c.png")).labels().toArray())
        .containsExactly(0, 1, 1);
  }

  @Test
  void a_sample_without_class_is_named() throws IOException {
    NamedTable table = read("name,class\na,x\n");

    assertThatThrownBy(() -> table.truth(List.of("a", "b")))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("states no class for 1 of 2 samples: b");
  }

  @Test
  void a_name_that_stands_twice_is_refused_with_both_lines() {
    assertThatThrownBy(() -> read("name,class\na,x\nb,y\na,y\n"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("line 4, column 'name'")
        .hasMessageContaining("as line 2 is");
  }

  @Test
  void a_table_without_names_is_refused_with_its_columns() {
    assertThatThrownBy(() -> read("who,class\na,x\n"))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("has no column name, file, filename, id, row")
        .hasMessageContaining("who, class");
  }

  @Test
  void other_columns_are_attributes() throws IOException {
    Attributes attributes =
        read("name,site,depth\na,north,1.5\nb,south,\n").attributes(List.of("b", "a", "c"));

    assertThat(attributes.text("site")).containsExactly("south", "north", "");
    assertThat(attributes.numbers("depth").orElseThrow())
        .containsExactly(Double.NaN, 1.5, Double.NaN);
  }

  @Test
  void some_classes_are_those_of_the_samples_that_are_told_of() throws IOException {
    assertThat(read("name,class\nc.png,ox\na.png,eel\nx.png,emu\n").someClasses(PICTURES))
        .containsExactly(Optional.of("eel"), Optional.empty(), Optional.of("ox"));
    assertThat(read("row,class\n1,ox\n").someClasses(PICTURES))
        .containsExactly(Optional.empty(), Optional.of("ox"), Optional.empty());
  }

  @Test
  void classes_of_none_of_the_samples_are_told_as_such() throws IOException {
    NamedTable other = read("name,class\nx.png,emu\n");
    assertThatThrownBy(() -> other.someClasses(PICTURES))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("which are called 'a.png' and the like; its first is 'x.png'");
  }

  @Test
  void one_class_against_the_rest_is_ones_and_zeros() throws IOException {
    NamedTable all = read("name,class\na.png,eel\nb.png,ox\nc.png,emu\n");
    assertThat(all.truthAgainstRest(PICTURES, Set.of("ox", "emu")).labels())
        .isEqualTo(Labels.of(0, 1, 1));
    assertThatThrownBy(() -> all.truthAgainstRest(PICTURES, Set.of("cat")))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("none of the 3 samples is of class cat");
    NamedTable some = read("name,class\na.png,eel\n");
    assertThatThrownBy(() -> some.truthAgainstRest(PICTURES, Set.of("eel")))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("states no class for 2 of 3 samples");
  }
}
