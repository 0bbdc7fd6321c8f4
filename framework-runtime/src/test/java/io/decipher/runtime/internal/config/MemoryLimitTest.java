// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryLimitTest {
  @TempDir private Path folder;
  private Path proc;
  private Path groups;

  @BeforeEach
  void a_machine_of_16_gigabytes() throws IOException {
    proc = folder.resolve("proc");
    groups = folder.resolve("cgroup");
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(proc.resolve("meminfo"), "MemTotal:       16777216 kB\nMemFree: 1 kB\n");
  }

  private void put(String file, String text) throws IOException {
    Path path = groups.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  private void memberOf(String... lines) throws IOException {
    Files.writeString(proc.resolve("self/cgroup"), String.join("\n", lines) + "\n");
  }

  @Test
  void of_version_2_is_the_lowest_of_the_group_and_those_around_it() throws IOException {
    memberOf("0::/user/job");
    put("memory.max", "max");
    put("user/memory.max", "536870912");
    put("user/job/memory.max", "max");
    assertThat(MemoryLimit.of(proc, groups))
        .contains(new MemoryLimit(536_870_912, "the control group that it runs in"));
    put("user/job/memory.max", "268435456");
    assertThat(MemoryLimit.of(proc, groups).orElseThrow().bytes()).isEqualTo(268_435_456);
  }

  @Test
  void of_version_1_is_that_of_the_controller_of_memory() throws IOException {
    memberOf("5:cpu,cpuacct:/job", "4:memory:/job", "0::/");
    put("memory/memory.limit_in_bytes", "9223372036854771712");
    put("memory/job/memory.limit_in_bytes", "1073741824");
    put("cpu/job/memory.limit_in_bytes", "1");
    assertThat(MemoryLimit.of(proc, groups).orElseThrow().bytes()).isEqualTo(1L << 30);
  }

  @Test
  void within_a_container_is_that_of_the_mount_though_the_path_is_the_hosts() throws IOException {
    memberOf("4:memory:/docker/0123456789abcdef");
    put("memory/memory.limit_in_bytes", "536870912");
    assertThat(MemoryLimit.of(proc, groups).orElseThrow().bytes()).isEqualTo(512L << 20);
  }

  @Test
  void without_one_is_what_the_machine_has() throws IOException {
    memberOf("4:memory:/", "0::/");
    put("memory/memory.limit_in_bytes", "9223372036854771712");
    put("unified/memory.max", "max");
    assertThat(MemoryLimit.of(proc, groups)).contains(new MemoryLimit(16L << 30, "the machine"));
    put("memory/memory.limit_in_bytes", Long.toString(32L << 30));
    assertThat(MemoryLimit.of(proc, groups)).contains(new MemoryLimit(16L << 30, "the machine"));
  }

  @Test
  void is_unknown_where_the_system_says_nothing() {
    assertThat(MemoryLimit.of(folder.resolve("none"), folder.resolve("none"))).isEmpty();
  }
}
