// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustedFolderTest {
  @TempDir private Path folder;

  @BeforeEach
  void owners_are_known() {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("unix"));
  }

  private Path made(String name, String permissions) throws IOException {
    Path made = Files.createDirectories(folder.resolve(name));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    return made;
  }

  @Test
  void ones_own_folder_is_trusted() throws IOException {
    Path own = made("own", "rwxr-xr-x");
    assertThatCode(() -> TrustedFolder.require(own)).doesNotThrowAnyException();
  }

  @Test
  void a_folder_that_all_can_write_to_is_refused_by_its_path() throws IOException {
    Path open = made("open", "rwxrwxrwx");
    assertThatThrownBy(() -> TrustedFolder.require(open))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining(open.toString())
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void a_folder_below_one_that_all_can_write_to_is_refused() throws IOException {
    made("open", "rwxrwxrwx");
    Path inner = made("open/inner", "rwx------");
    assertThatThrownBy(() -> TrustedFolder.require(inner)).isInstanceOf(DecipherException.class);
  }

  @Test
  void a_folder_where_only_owners_remove_is_trusted_for_what_is_ones_own() throws IOException {
    Path shared = made("shared", "rwxrwxrwx");
    Files.setAttribute(shared, "unix:mode", 01777);
    Path own = made("shared/own", "rwx------");
    assertThatCode(() -> TrustedFolder.require(own)).doesNotThrowAnyException();
  }

  @Test
  void what_a_link_leads_to_counts() throws IOException {
    Path open = made("open", "rwxrwxrwx");
    Path link = Files.createSymbolicLink(folder.resolve("link"), open);
    assertThatThrownBy(() -> TrustedFolder.require(link)).isInstanceOf(DecipherException.class);
  }

  @Test
  void a_folder_of_another_user_is_refused_even_for_root() throws IOException {
    Path foreign = made("foreign", "rwxr-xr-x");
    assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(foreign, "unix:uid")), "needs root");
    Files.setAttribute(foreign, "unix:uid", 12_345);
    assertThatThrownBy(() -> TrustedFolder.require(foreign))
        .isInstanceOf(DecipherException.class)
        .hasMessageContaining("12345");
  }
}
