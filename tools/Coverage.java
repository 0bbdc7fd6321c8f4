// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints what share of lines and branches the tests ran, module by module and in all, from the table
 * that JaCoCo wrote. The build runs it as its last step: {@code java tools/Coverage.java jacoco.csv}.
 */
final class Coverage {
  private static final String LINE = "%-32s %7s of %,7d lines %7s of %,7d branches%n";

  private long linesMissed;
  private long linesCovered;
  private long branchesMissed;
  private long branchesCovered;

  public static void main(String[] arguments) throws IOException {
    Path table = Path.of(arguments[0]);
    if (!Files.exists(table)) {
      System.out.println("coverage: not measured, since no test ran");
      return;
    }
    List<String> lines = Files.readAllLines(table);
    List<String> header = List.of(lines.get(0).split(","));
    Map<String, Coverage> modules = new TreeMap<>();
    var all = new Coverage();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      String group = cells[header.indexOf("GROUP")];
      Coverage module =
          modules.computeIfAbsent(group.substring(group.lastIndexOf('/') + 1), name -> new Coverage());
      for (Coverage counted : List.of(module, all)) {
        counted.linesMissed += number(cells, header, "LINE_MISSED");
        counted.linesCovered += number(cells, header, "LINE_COVERED");
        counted.branchesMissed += number(cells, header, "BRANCH_MISSED");
        counted.branchesCovered += number(cells, header, "BRANCH_COVERED");
      }
    }
    modules.forEach((name, counted) -> counted.print(name));
    all.print("coverage of all modules");
  }

  private static long number(String[] cells, List<String> header, String column) {
    return Long.parseLong(cells[header.indexOf(column)]);
  }

  private void print(String name) {
    System.out.printf(
        Locale.ROOT,
        LINE,
        name,
        share(linesCovered, linesMissed),
        linesCovered + linesMissed,
        share(branchesCovered, branchesMissed),
        branchesCovered + branchesMissed);
  }

  private static String share(long covered, long missed) {
    return covered + missed == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f %%", 100.0 * covered / (covered + missed));
  }
}
