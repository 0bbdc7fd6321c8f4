// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.ConfigurationException;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path directory;

  @Test
  void a_second_run_of_one_process_is_told_that_the_first_has_it() throws IOException {
    try (RunLock first = RunLock.acquire(directory)) {
      for (int again = 0; again < 2; again++) { // asking must not break the lock
        assertThatThrownBy(() -> RunLock.acquire(directory))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageStartingWith(
                directory
                    + " is in use by another run of this process, "
                    + ProcessHandle.current().pid()
                    + " since 20")
            .hasMessageEndingWith("; wait until it ends, or name another directory");
      }
      assertThat(first).isNotNull();
    }
  }

  @Test
  void a_lock_that_is_released_leaves_nothing_and_can_be_had_again() throws IOException {
    for (int time = 0; time < 3; time++) {
      RunLock lock = RunLock.acquire(directory);
      assertThat(directory.resolve(RunLock.FILE)).exists();
      lock.close();
      lock.close(); // more than once does no harm
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void what_a_killed_process_left_holds_nothing() throws IOException {
    Files.createFile(directory.resolve(RunLock.FILE));
    long started = ManagementFactory.getRuntimeMXBean().getStartTime() - 1000;
    String host = ManagementFactory.getRuntimeMXBean().getName().split("@", 2)[1];
    // A number that has come again, as it does in containers.
    Files.writeString(
        directory.resolve(RunLock.HOLDER),
        "{\"process\":%d,\"host\":\"%s\",\"started\":%d,\"since\":\"then\",\"command\":\"x\"}"
            .formatted(ProcessHandle.current().pid(), host, started));
    RunLock.acquire(directory).close();
    Files.writeString(directory.resolve(RunLock.HOLDER), "{ torn");
    RunLock.acquire(directory).close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void another_process_is_named_and_its_lock_ends_with_it() throws Exception {
    Process other = other("hold");
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      assertThatThrownBy(() -> RunLock.acquire(directory))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("is in use by process " + other.pid() + " on ")
          .hasMessageContaining("Other hold");
    } finally {
      other.destroyForcibly().waitFor();
    }
    assertThat(directory.resolve(RunLock.HOLDER)).exists();
    RunLock.acquire(directory).close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void one_at_a_time_has_it_among_threads_and_processes_that_take_and_release_it()
      throws Exception {
    Process other = other("contend");
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("ready");
      other.outputWriter().write("go\n");
      other.outputWriter().flush();
      List<Callable<Integer>> both =
          List.of(() -> Other.contend(directory), () -> Other.contend(directory));
      for (Future<Integer> one : threads.invokeAll(both)) {
        assertThat(one.get()).isPositive();
      }
      assertThat(other.inputReader().readLine()).matches("\\d+");
      assertThat(other.waitFor()).isZero();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdownNow();
      other.destroyForcibly().waitFor();
    }
  }

  private Process other(String what) throws IOException {
    List<String> places =
        new ArrayList<>(
            List.of(System.getProperty("jdk.module.path", "").split(File.pathSeparator)));
    places.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
    places.add(Path.of("target", "test-classes").toAbsolutePath().toString());
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, places),
            Other.class.getName(),
            what,
            directory.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What another process does. */
  static final class Other {
    private static final int TURNS = 200;

    private Other() {}

    public static void main(String[] arguments) throws Exception {
      Path directory = Path.of(arguments[1]);
      if (arguments[0].equals("hold")) {
        RunLock lock = RunLock.acquire(directory);
        System.out.println("held");
        System.in.read();
        lock.close();
        return;
      }
      System.out.println("ready");
      System.in.read();
      System.out.println(contend(directory));
    }

    /** Returns how often the lock was had; fails if another has it at the same time. */
    @SuppressWarnings("ThreadPriorityCheck") // whose turn it is decides nothing
    static int contend(Path directory) throws IOException {
      Path alone = directory.resolveSibling(directory.getFileName() + "-alone");
      int had = 0;
      for (int turn = 0; turn < TURNS || had == 0; turn++) {
        RunLock lock;
        try {
          lock = RunLock.acquire(directory);
        } catch (ConfigurationException inUse) {
          Thread.yield();
          continue;
        }
        try {
          Files.createFile(alone);
          Files.delete(alone);
          had++;
        } catch (FileAlreadyExistsException shared) {
          throw new AssertionError("two have the lock", shared);
        } finally {
          lock.close();
        }
      }
      return had;
    }
  }
}
