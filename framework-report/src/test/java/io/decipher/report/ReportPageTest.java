// SPDX-License-Identifier: Apache-2.0
package io.decipher.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  private static final Pattern ELEMENT =
      Pattern.compile("<script type=\"text/plain\" data-array=\"([^\"]*)\">([^<]*)</script>");

  @TempDir Path run;

  private String page(ReportData data) throws IOException {
    Path file = run.resolve("report.html");
    ReportPage.write(file, data);
    return Files.readString(file);
  }

  private ReportData data() throws IOException {
    RunFixture.write(run);
    return RunReport.of(run, new RunFixture.Hostile(), RunReport.Limits.onePage());
  }

  @Test
  void each_array_is_inside_as_it_is() throws IOException {
    ReportData data = data();
    Matcher matcher = ELEMENT.matcher(page(data));
    int found = 0;
    while (matcher.find()) {
      assertThat(Base64.getDecoder().decode(matcher.group(2)))
          .isEqualTo(data.array(matcher.group(1)));
      found++;
    }
    assertThat(found).isEqualTo(data.names().size()).isGreaterThan(5);
  }

  @Test
  void a_link_beside_its_place_is_not_followed() throws IOException {
    Path victim = Files.writeString(run.resolve("victim"), "precious");
    Path page = Files.createDirectory(run.resolve("out")).resolve(ReportPage.FILE);
    Files.createSymbolicLink(page.resolveSibling(".report.html.part"), victim);
    RunFixture.write(run);
    ReportPage.write(page, RunReport.of(run, new RunFixture.Hostile(), RunReport.Limits.onePage()));
    assertThat(victim).hasContent("precious");
    assertThat(page).isNotEmptyFile();
  }

  @Test
  void no_name_ends_the_element_that_it_stands_in() throws IOException {
    RunFixture.write(run);
    Files.writeString(
        run.resolve("decipher.conf"), "# " + RunFixture.Hostile.NAME + "\ndecipher {}\n");
    String page = page(RunReport.of(run, new RunFixture.Hostile(), RunReport.Limits.onePage()));
    assertThat(page).doesNotContain("<img src=x");
    assertThat(page).contains("\\u003c/script>\\u003cimg src=x onerror=alert(1)>");
  }

  @Test
  void its_policy_forbids_the_network_and_any_script_but_its_own()
      throws IOException, NoSuchAlgorithmException {
    String page = page(data());
    assertThat(page).contains("default-src 'none'").contains("connect-src 'none'");
    assertThat(page).doesNotContain("unsafe-inline").doesNotContain("unsafe-eval");
    String script = page.substring(page.lastIndexOf("<script>") + "<script>".length());
    script = script.substring(0, script.indexOf("</script>"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    assertThat(page)
        .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'");
  }

  @Test
  void nothing_in_it_is_fetched_from_elsewhere() throws IOException {
    assertThat(page(data())).doesNotContainPattern("(src|href)=\"(https?:)?//");
  }

  @Test
  void the_container_holds_the_same_arrays_aligned() throws IOException {
    ReportData data = data();
    var out = new java.io.ByteArrayOutputStream();
    data.writeTo(out);
    byte[] bytes = out.toByteArray();
    assertThat(new String(bytes, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("DCPHRPT1");
    int length =
        java.nio.ByteBuffer.wrap(bytes, 8, 4).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt();
    assertThat(new String(bytes, 12, length, StandardCharsets.UTF_8)).isEqualTo(data.header());
    int at = 12 + length;
    for (String name : data.names()) {
      at = (at + 7) / 8 * 8;
      byte[] array = data.array(name);
      assertThat(java.util.Arrays.copyOfRange(bytes, at, at + array.length)).isEqualTo(array);
      at += array.length;
    }
    assertThat(at).isEqualTo(bytes.length);
  }
}
