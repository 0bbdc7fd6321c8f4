// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.decipher.api.CancellationToken;
import io.decipher.api.Progress;
import io.decipher.api.RunContext;
import io.decipher.runtime.Discovery;
import io.decipher.runtime.report.DiscoveryReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decipher inside another program: real plugins and real digits, and none of the command line. */
class EmbeddingTest {
  @TempDir Path temporary;

  private Discovery discovery(String output) throws IOException {
    Path file = temporary.resolve(output + ".conf");
    Files.writeString(
        file,
        """
        decipher {
          output = "%s"
          dataset { type = mnist, train-limit = 500, test-limit = 100 }
          preprocess = [deskew]
          clusterer.min-cluster-share = 0.05
          model.fit { epochs = 1, min-steps = 0 }
        }
        """
            .formatted(temporary.resolve(output).toString().replace('\\', '/')));
    return Discovery.load(file);
  }

  @Test
  void a_program_runs_a_discovery_and_hears_how_it_goes() throws IOException {
    Level before = Logger.getLogger("").getLevel();
    List<Progress> heard = new CopyOnWriteArrayList<>();
    DiscoveryReport report =
        discovery("run").run(RunContext.of(42, heard::add, new CancellationToken()));

    assertThat(report.view().found().labels().size()).isEqualTo(600);
    assertThat(report.view().classes()).isBetween(2, 15);
    assertThat(report.view().scores().orElseThrow().accuracy()).isBetween(0.3, 1.0);
    assertThat(report.model()).containsKey("engine");
    assertThat(heard).extracting(Progress::stage).contains("features", "projection", "model");
    assertThat(Logger.getLogger("").getLevel()).isEqualTo(before);
  }

  @Test
  void a_program_cancels_from_another_thread() throws IOException {
    CancellationToken cancel = new CancellationToken();
    Discovery discovery = discovery("cancelled");
    RunContext context =
        RunContext.of(
            42,
            progress -> {
              if (progress.stage().equals("projection")) {
                Thread other = new Thread(cancel::cancel);
                other.start();
                try {
                  other.join();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
            },
            cancel);
    assertThatThrownBy(() -> discovery.run(context)).isInstanceOf(CancellationException.class);
    assertThat(temporary.resolve("cancelled/decipher.conf")).exists();
    assertThat(temporary.resolve("cancelled/report.json")).doesNotExist();
  }
}
