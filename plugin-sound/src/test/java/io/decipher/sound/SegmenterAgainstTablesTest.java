// SPDX-License-Identifier: Apache-2.0
package io.decipher.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.Attributes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How well the segmenter finds what experts marked: recordings with tables beside them, named by
 * {@code -Ddecipher.recordings=FOLDER}.
 *
 * <p>A unit counts as found if a found one begins within 10 ms of it, each is matched once, and
 * what both share is at least half of either. Run by {@code mvn verify -pl plugin-sound -am
 * -Dgroups=slow -DexcludedGroups= -Dtest=SegmenterAgainstTablesTest -Ddecipher.recordings=FOLDER
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Tag("slow")
class SegmenterAgainstTablesTest {
  private static final double NEAR = 0.01;
  private static final double SHARED = 0.5;
  private static final double GOOD = 0.9;

  private record Stretch(double begin, double end) {
    boolean matches(Stretch found) {
      double shared = Math.min(end, found.end) - Math.max(begin, found.begin);
      return Math.abs(begin - found.begin) <= NEAR
          && shared >= SHARED * (end - begin)
          && shared >= SHARED * (found.end - found.begin);
    }
  }

  private static Map<String, List<Stretch>> units(Path folder, Sound.Units units) {
    Sound usual = new Sound(folder);
    Attributes attributes =
        new Sound(
                folder,
                units,
                "mean",
                usual.segmenter(),
                usual.spectrogram(),
                60,
                Optional.empty(),
                Optional.empty(),
                false)
            .open()
            .samples()
            .attributes();
    double[] begins = attributes.numbers("begin").orElseThrow();
    double[] ends = attributes.numbers("end").orElseThrow();
    Map<String, List<Stretch>> stretches = new HashMap<>();
    for (int i = 0; i < begins.length; i++) {
      stretches
          .computeIfAbsent(attributes.text("recording").get(i), unused -> new ArrayList<>())
          .add(new Stretch(begins[i], ends[i]));
    }
    return stretches;
  }

  @Test
  void the_preset_for_songbirds_finds_nine_of_ten_syllables() throws IOException {
    String folder = System.getProperty("decipher.recordings", "");
    assumeTrue(!folder.isEmpty(), "set -Ddecipher.recordings=FOLDER");
    Map<String, List<Stretch>> marked = units(Path.of(folder), Sound.Units.TABLES);
    Map<String, List<Stretch>> found = units(Path.of(folder), Sound.Units.SEGMENTER);
    int hits = 0;
    int marks = 0;
    int finds = 0;
    for (Map.Entry<String, List<Stretch>> recording : marked.entrySet()) {
      List<Stretch> left = new ArrayList<>(found.getOrDefault(recording.getKey(), List.of()));
      marks += recording.getValue().size();
      finds += left.size();
      for (Stretch mark : recording.getValue()) {
        Optional<Stretch> match = left.stream().filter(mark::matches).findFirst();
        hits += match.isPresent() ? 1 : 0;
        match.ifPresent(left::remove);
      }
    }
    double f1 = 2.0 * hits / (marks + finds);
    System.out.printf("%d marked, %d found, %d of both: F1 %.4f%n", marks, finds, hits, f1);
    assertThat(f1).isGreaterThanOrEqualTo(GOOD);
  }
}
