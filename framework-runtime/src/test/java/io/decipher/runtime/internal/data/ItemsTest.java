// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.api.Attributes;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.SampleType;
import io.decipher.api.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemsTest {
  @TempDir Path temporary;

  private static final Attributes UNITS =
      Attributes.none(3)
          .withText("site", List.of("a,b", "c", "say \"hi\""))
          .withNumbers("begin", 0, 1.5, 2)
          .withNumbers("end", 1, 1.75, Double.NaN)
          .withText("class", List.of("x", "y", "z"));

  private static Items items(Attributes attributes, Map<Integer, String> names) {
    Samples samples =
        Samples.of(rows(), SampleType.vector(1))
            .withNames(List.of("a/1.wav", "b.wav", "c.wav"))
            .withAttributes(attributes);
    FoundClasses found =
        new FoundClasses(
            Labels.of(0, 0, Labels.NOISE), FloatMatrix.wrap(3, 1, new float[] {0.5f, 1, 0}));
    return new Items(
        samples,
        found,
        Optional.of(FloatMatrix.wrap(3, 1, new float[] {0, 0.25f, Float.NaN})),
        Optional.of(FloatMatrix.wrap(3, 2, new float[] {1, 2, 3, 4, 5, 6})),
        Optional.empty(),
        names);
  }

  private static FloatMatrix rows() {
    return FloatMatrix.wrap(3, 1, new float[] {1, 2, 3});
  }

  @Test
  void have_the_columns_that_scripts_rely_on_first() {
    List<String> lines = items(Attributes.none(3), Map.of()).table().lines().toList();
    assertThat(lines)
        .containsExactly(
            "name,class,strength,outlier_score,x,y",
            "a/1.wav,0,0.50000,0.00000,1.00000,2.00000",
            "b.wav,0,1.00000,0.25000,3.00000,4.00000",
            "c.wav,-1,0.00000,,5.00000,6.00000");
  }

  @Test
  void tell_the_second_best_class_of_members_and_of_noise() {
    FloatMatrix points = FloatMatrix.wrap(7, 1, new float[] {0, 1, 10, 11, 30, 31, 8});
    Labels found = Labels.of(0, 0, 1, 1, 2, 2, Labels.NOISE);
    Samples samples = Samples.of(points, SampleType.vector(1));
    Items items =
        Items.of(
            samples,
            new FoundClasses(found, FloatMatrix.wrap(7, 1, new float[7])),
            Optional.empty(),
            Optional.empty(),
            points);
    List<String> lines = items.table().lines().toList();
    assertThat(lines.get(0)).isEqualTo("name,class,strength,outlier_score,x,y,second_class");
    assertThat(lines.stream().skip(1).map(line -> line.substring(line.lastIndexOf(',') + 1)))
        .containsExactly("1", "1", "0", "0", "1", "1", "1");
  }

  @Test
  void without_another_class_tell_no_second_best() {
    assertThat(SecondBest.of(Labels.of(0, 0, Labels.NOISE), rows()).toArray())
        .containsExactly(-1, -1, 0);
  }

  @Test
  void of_recordings_tell_when_and_quote_what_must_be_quoted() {
    List<String> lines = items(UNITS, Map.of(0, "trill")).table().lines().toList();
    assertThat(lines.get(0))
        .isEqualTo(
            "name,class,strength,outlier_score,x,y,begin,end,class_name,site,attribute.class");
    assertThat(lines.get(1)).endsWith(",0,1,trill,\"a,b\",x");
    assertThat(lines.get(3)).endsWith(",2,,,\"say \"\"hi\"\"\",z");
  }

  @Test
  void tell_of_each_class_how_large_it_is_and_what_is_typical() {
    assertThat(items(UNITS, Map.of()).classes())
        .isEqualTo(
            "class,size,medoid,exemplars,mean_strength\n0,2,a/1.wav,b.wav; a/1.wav,0.75000\n");
  }

  @Test
  void classes_that_follow_an_attribute_are_warned_of_and_others_are_not() {
    Labels found = Labels.of(0, 0, 0, 0, 1, 1, 1, 1);
    Attributes attributes =
        Attributes.none(8)
            .withText("speaker", List.of("a", "a", "a", "a", "b", "b", "b", "b"))
            .withText("day", List.of("1", "2", "1", "2", "1", "2", "1", "2"))
            .withText("id", List.of("1", "2", "3", "4", "5", "6", "7", "8"))
            .withNumbers("weight", 1.5, 2, 3, 4, 5, 6, 7, 8);
    Map<String, Double> followed = Confounding.of(found, attributes);
    assertThat(followed.keySet()).containsExactly("speaker", "day");
    assertThat(followed.get("speaker")).isEqualTo(1.0);
    assertThat(followed.get("day")).isLessThan(1e-9);
    assertThat(Confounding.warnings(followed))
        .singleElement()
        .asString()
        .contains("`speaker` (NMI 1.00)", "decipher.dataset.nuisance = [speaker]");
  }

  @Test
  void files_are_sorted_into_a_folder_a_class_and_two_of_one_name_are_both_kept()
      throws IOException {
    Path one =
        Files.writeString(Files.createDirectories(temporary.resolve("a")).resolve("s.png"), "1");
    Path two =
        Files.writeString(Files.createDirectories(temporary.resolve("b")).resolve("s.png"), "2");
    List<Path> files = List.of(one, two, temporary.resolve("no-file"));
    Path target = temporary.resolve("sorted");
    int copied =
        SortedCopies.copy(files::get, Labels.of(0, 0, Labels.NOISE), Map.of(0, "bird/9"), target);
    assertThat(copied).isEqualTo(2);
    assertThat(target.resolve("00 bird_9/s.png")).hasContent("1");
    assertThat(target.resolve("00 bird_9/s-2.png")).hasContent("2");
    assertThat(target.resolve("noise")).doesNotExist();
  }
}
