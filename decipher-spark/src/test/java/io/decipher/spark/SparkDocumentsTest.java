// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of docs/spark.md can be given as they stand there. */
class SparkDocumentsTest {
  private static final String JAR = "-all.jar ";

  @Test
  void every_command_can_be_given_as_it_stands() throws IOException {
    List<String> commands =
        Files.readAllLines(Path.of("../docs/spark.md")).stream()
            .filter(line -> line.startsWith("spark-submit "))
            .toList();
    assertThat(commands).hasSizeGreaterThan(3);
    for (String command : commands) {
      String[] words = command.substring(command.indexOf(JAR) + JAR.length()).split(" ");
      assertThatCode(() -> DecipherSpark.line().parseArgs(words))
          .as(command)
          .doesNotThrowAnyException();
    }
  }
}
