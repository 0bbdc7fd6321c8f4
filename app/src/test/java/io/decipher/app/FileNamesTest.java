// SPDX-License-Identifier: Apache-2.0
package io.decipher.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileNamesTest {
  @Test
  void a_locale_that_is_not_in_utf_8_is_told_with_what_to_do() {
    assertThat(FileNames.misread("Linux", "ISO-8859-1"))
        .hasValueSatisfying(
            told ->
                assertThat(told)
                    .startsWith("warning: file names are read as ISO-8859-1")
                    .contains("set LC_ALL=C.UTF-8"));
    assertThat(FileNames.misread("Linux", "ANSI_X3.4-1968")).isPresent();
    assertThat(FileNames.misread("Linux", "no such charset")).isPresent();
  }

  @Test
  void usual_ones_are_not() {
    assertThat(FileNames.misread("Linux", "UTF-8")).isEmpty();
    assertThat(FileNames.misread("Mac OS X", "utf8")).isEmpty();
    assertThat(FileNames.misread("Windows 10", "Cp1252")).isEmpty();
  }
}
