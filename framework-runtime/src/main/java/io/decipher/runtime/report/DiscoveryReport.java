package io.decipher.runtime.report;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of {@link io.decipher.runtime.Discovery} found; the run directory holds the same, and
 * more.
 *
 * @param view the classes, as found last
 * @param stages the way there, the last as {@code view}
 * @param compared the classes by each entry of {@code decipher.compare}, alone
 * @param evidence what speaks for the number of classes, where anything was looked at
 * @param model what the trained model says of itself
 * @param seconds how long each stage took, and {@code total}, in all processes of the run together;
 *     of one that was killed what was kept last, some seconds less
 * @param resumed how often another process went on with the run; 0 if it ran in one go
 * @param directory the run directory
 */
public record DiscoveryReport(
    Stage view,
    List<Stage> stages,
    List<Stage> compared,
    Optional<Evidence> evidence,
    Map<String, String> model,
    Map<String, Double> seconds,
    int resumed,
    Path directory) {

  /** What a run directory holds from when its run has ended well. */
  public static final String FILE = "report.json";
}
