// SPDX-License-Identifier: Apache-2.0
package io.decipher.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.ClusterModel;
import io.decipher.api.Clusterer;
import io.decipher.api.DecipherException;
import io.decipher.api.FloatMatrix;
import io.decipher.api.FoundClasses;
import io.decipher.api.Labels;
import io.decipher.api.ProgressListener;
import io.decipher.api.RunContext;
import io.decipher.api.Settings;
import io.decipher.api.spi.ClustererProvider;
import io.decipher.runtime.report.DiscoveryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program that embeds a discovery relies on. */
class EmbeddedDiscoveryTest {
  @TempDir Path temporary;

  private Discovery discovery() {
    return Discovery.of(Fakes.settings(temporary.resolve("run")), Fakes.plugins());
  }

  @Nested
  class Samples_in_memory {
    @Test
    void have_the_classes_that_the_same_samples_of_a_plugin_have() {
      Labels ofPlugin = discovery().run(RunContext.seeded(5)).view().found().labels();
      Settings settings = Fakes.settings(temporary.resolve("other"));
      Settings given = settings.with("decipher", settings.at("decipher").without("dataset"));
      DiscoveryReport report =
          Discovery.of(given, Fakes.plugins(), Fakes.samples())
              .runWithoutDirectory(RunContext.seeded(5));
      assertThat(report.view().found().labels()).isEqualTo(ofPlugin);
      assertThat(report.directory()).doesNotExist();
      assertThat(report.directory().getParent()).doesNotExist();
      assertThat(temporary.resolve("other")).doesNotExist();
    }
  }

  @Nested
  class A_listener_that_throws {
    @Test
    void is_dropped_and_the_run_goes_on() throws IOException {
      AtomicInteger heard = new AtomicInteger();
      ProgressListener failing =
          progress -> {
            heard.incrementAndGet();
            throw new IllegalStateException("the window is closed");
          };
      DiscoveryReport report = discovery().run(RunContext.of(5, failing, new CancellationToken()));
      assertThat(report.view().classes()).isEqualTo(3);
      assertThat(heard).hasValue(1);
    }
  }

  @Nested
  class An_interrupted_thread {
    @Test
    void ends_its_run_as_a_cancellation() throws InterruptedException {
      Throwable[] thrown = new Throwable[1];
      boolean[] flag = new boolean[1];
      Thread running =
          new Thread(
              () -> {
                try {
                  discovery()
                      .run(
                          RunContext.of(
                              5,
                              progress -> Thread.currentThread().interrupt(),
                              new CancellationToken()));
                } catch (RuntimeException e) {
                  thrown[0] = e;
                }
                flag[0] = Thread.currentThread().isInterrupted();
              });
      running.start();
      running.join();
      assertThat(thrown[0]).isInstanceOf(CancellationException.class);
      assertThat(flag[0]).isFalse();
      DiscoveryReport resumed =
          Discovery.resume(temporary.resolve("run"), Fakes.plugins()).run(RunContext.seeded(5));
      assertThat(resumed.view().classes()).isEqualTo(3);
    }
  }

  /** A clusterer that does not keep what it promises. */
  private static final class Forgetful implements ClustererProvider {
    private final int missing;

    Forgetful(int missing) {
      this.missing = missing;
    }

    @Override
    public String name() {
      return "gaps";
    }

    @Override
    public String description() {
      return "forgets points";
    }

    @Override
    public Clusterer create(Settings settings) {
      return (points, run) -> missing < 0 ? null : () -> classes(points.rows() - missing);
    }

    private static FoundClasses classes(int n) {
      float[] strengths = new float[n];
      Arrays.fill(strengths, 1);
      return new FoundClasses(Labels.of(new int[n]), FloatMatrix.wrap(n, 1, strengths));
    }

    @Override
    public Class<?> yields() {
      return ClusterModel.class;
    }
  }

  @Nested
  class A_plugin_that_breaks_its_promise {
    private void isNamed(int missing, String did) {
      Discovery discovery =
          Discovery.of(
              Fakes.settings(temporary.resolve("broken")), Fakes.plugins(new Forgetful(missing)));
      assertThatThrownBy(() -> discovery.run(RunContext.seeded(5)))
          .isInstanceOf(DecipherException.class)
          .hasMessageStartingWith("the plugin ")
          .hasMessageContaining(did)
          .hasMessageContaining("report it to its author");
    }

    @Test
    void is_named_where_it_gives_too_few_labels() {
      isNamed(1, "gave 89 labels for 90 points; expected one for each");
    }

    @Test
    void is_named_where_it_returns_null() {
      isNamed(-1, "returned null from fit(); expected a model of 90 points");
    }
  }

  @Test
  void variables_of_a_persons_own_have_a_place() throws IOException {
    Path file =
        Files.writeString(
            temporary.resolve("my.conf"),
            "decipher { vars.wide = 0.12\n" + "clusterer.gap = ${decipher.vars.wide} }");
    Discovery discovery =
        Discovery.of(
            Settings.load(file).over(Fakes.settings(temporary.resolve("run"))), Fakes.plugins());
    assertThat(discovery.configuration().render()).contains("gap=0.12").doesNotContain("vars");
  }
}
