// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.decipher.runtime.internal.config.MemoryLimit;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryNeedTest {
  private static final Path RUN = Path.of("runs", "mine");
  private static final long MNIST = 70_000L * 784;

  private static Optional<MemoryLimit> limit(long megabytes) {
    return Optional.of(new MemoryLimit(megabytes << 20, "the control group that it runs in"));
  }

  @Test
  void is_told_before_a_control_group_ends_a_run() {
    assertThat(MemoryNeed.warnings(500L * 784, RUN, limit(512), 200L << 20))
        .singleElement()
        .asString()
        .contains("this run takes about 656 MB of memory, but the control group that it runs in")
        .contains("has 512 MB", "killed without notice", "decipher discover --resume " + RUN);
  }

  @Test
  void is_told_where_the_heap_is_too_small() {
    assertThat(MemoryNeed.warnings(MNIST, RUN, limit(16_000), 1L << 30))
        .singleElement()
        .asString()
        .contains("of the JVM's heap, which is limited to 1,024 MB (DECIPHER_JAVA_OPTS=-Xmx");
  }

  @Test
  void is_not_told_where_there_is_enough() {
    assertThat(MemoryNeed.warnings(MNIST, RUN, limit(8_000), 4L << 30)).isEmpty();
    assertThat(MemoryNeed.warnings(MNIST, RUN, Optional.empty(), 4L << 30)).isEmpty();
  }
}
