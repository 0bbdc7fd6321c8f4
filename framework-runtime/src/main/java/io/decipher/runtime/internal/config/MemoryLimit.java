// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The memory limit of this process: the minimum of those of its control groups and of the machine.
 * Known on Linux only.
 *
 * @param bytes the limit
 * @param what the source of the limit, for people
 */
public record MemoryLimit(long bytes, String what) {
  /** Version 1 represents the absence of a limit by a value close to the maximum address. */
  private static final long NONE = 1L << 60;

  private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal: +(\\d+) kB$");

  /** Returns the limit of this process, if the system reports one. */
  public static Optional<MemoryLimit> current() {
    return of(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
  }

  /**
   * Reads the limit of a process.
   *
   * @param proc the process file system
   * @param groups the mount point of control groups: of version 2, or of version 1 with one
   *     directory per controller, or both
   */
  static Optional<MemoryLimit> of(Path proc, Path groups) {
    Optional<Long> least = Optional.empty();
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3); // number, controllers, path
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        least = least(least, lowest(groups, parts[2], "memory.max"));
        least = least(least, lowest(groups.resolve("unified"), parts[2], "memory.max"));
      } else if (List.of(parts[1].split(",", -1)).contains("memory")) {
        least = least(least, lowest(groups.resolve("memory"), parts[2], "memory.limit_in_bytes"));
      }
    }
    Optional<MemoryLimit> group =
        least.map(bytes -> new MemoryLimit(bytes, "the control group that it runs in"));
    Optional<MemoryLimit> machine =
        total(proc.resolve("meminfo")).map(bytes -> new MemoryLimit(bytes, "the machine"));
    return group.isPresent() && machine.isPresent() && machine.get().bytes < group.get().bytes
        ? machine
        : group.or(() -> machine);
  }

  private static Optional<Long> least(Optional<Long> one, Optional<Long> other) {
    return one.isPresent() && other.isPresent()
        ? Optional.of(Math.min(one.get(), other.get()))
        : one.or(() -> other);
  }

  /** Returns the lowest limit of a group and its ancestors; a container may only see its own. */
  private static Optional<Long> lowest(Path mount, String group, String file) {
    Optional<Long> lowest = Optional.empty();
    Path path = Path.of(group).normalize();
    for (int names = path.getNameCount(); names >= 0; names--) {
      Path place = names == 0 ? mount : mount.resolve(path.subpath(0, names).toString());
      lowest = least(lowest, limit(place.resolve(file)));
    }
    return lowest;
  }

  private static Optional<Long> limit(Path file) {
    return lines(file).stream()
        .findFirst()
        .filter(line -> line.matches("\\d{1,18}"))
        .map(Long::valueOf)
        .filter(bytes -> bytes < NONE);
  }

  private static Optional<Long> total(Path file) {
    Matcher matcher = TOTAL.matcher(String.join("\n", lines(file)));
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1)) << 10) : Optional.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.isReadable(file) ? Files.readAllLines(file, StandardCharsets.UTF_8) : List.of();
    } catch (IOException notTold) {
      return List.of();
    }
  }
}
