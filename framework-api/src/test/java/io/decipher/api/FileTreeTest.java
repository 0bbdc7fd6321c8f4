// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {
  @TempDir private Path folder;

  @Test
  void a_directory_goes_with_all_it_holds_and_what_its_links_lead_to_stays() throws IOException {
    Path kept = Files.createDirectory(folder.resolve("kept"));
    Files.writeString(kept.resolve("file"), "kept");
    Path tree = Files.createDirectories(folder.resolve("tree/a/b")).getParent().getParent();
    Files.writeString(tree.resolve("a/b/file"), "gone");
    Files.createSymbolicLink(tree.resolve("link"), kept);
    FileTree.delete(tree);
    assertThat(tree).doesNotExist();
    assertThat(kept.resolve("file")).exists();
  }

  @Test
  void a_link_goes_alone_also_one_that_leads_nowhere() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    FileTree.delete(link);
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void what_is_not_there_need_not_be_deleted() throws IOException {
    FileTree.delete(folder.resolve("nothing"));
    assertThat(folder).isEmptyDirectory();
  }
}
