// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.config;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment on which results depend in addition to the configuration, for reports. */
public final class Environment {
  private static final Path STATUS = Path.of("/proc/self/status");

  private Environment() {}

  public static Map<String, Object> describe() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("jdk", System.getProperty("java.vm.name") + " " + Runtime.version());
    all.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    String threads = System.getenv("OMP_NUM_THREADS");
    if (threads != null && !threads.isBlank()) {
      all.put("OMP_NUM_THREADS", threads.strip());
    }
    all.put("processors", Runtime.getRuntime().availableProcessors());
    return all;
  }

  /**
   * Returns the peak memory of this process in MB: all of it if the system reports it (Linux),
   * otherwise that of the heap.
   */
  public static long peakMemoryMegabytes() {
    try {
      if (Files.isReadable(STATUS)) {
        for (String line : Files.readAllLines(STATUS)) {
          if (line.startsWith("VmHWM:")) {
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
          }
        }
      }
    } catch (IOException notLinux) {
      return heapPeak();
    }
    return heapPeak();
  }

  private static long heapPeak() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      bytes += pool.getPeakUsage() == null ? 0 : pool.getPeakUsage().getUsed();
    }
    return bytes >> 20;
  }
}
