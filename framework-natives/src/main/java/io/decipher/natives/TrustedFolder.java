// SPDX-License-Identifier: Apache-2.0
package io.decipher.natives;

import io.decipher.api.DecipherException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether anybody but this user and root can change what lies in a folder: what is loaded from
 * it runs with this user's rights.
 *
 * <p>As the secure shell does with its keys, the folder and every folder above it must be owned by
 * this user or by root, and be writable by nobody else; a folder may be writable by all where only
 * owners may remove what lies in it (the sticky bit, as {@code /tmp} has it), for then what lies in
 * it is asked about by itself. A group that bears the number of its only user counts as that user.
 * Where the file system knows no such owners nothing is asked.
 */
public final class TrustedFolder {
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int DIRECTORY = 0040000;
  private static final int KIND = 0170000;

  private TrustedFolder() {}

  /**
   * Checks a file or folder, and all folders above it, as they are named and as links lead.
   *
   * @throws DecipherException naming the path that others can change, and what to do
   * @throws IOException if a path cannot be looked at
   */
  public static void require(Path path) throws IOException {
    Integer self = self(path);
    if (self == null) {
      return;
    }
    Path named = path.toAbsolutePath().normalize();
    requireChain(named, self);
    Path real = named.toRealPath();
    if (!real.equals(named)) {
      requireChain(real, self);
    }
  }

  private static void requireChain(Path path, int self) throws IOException {
    for (Path part = path; part != null; part = part.getParent()) {
      Map<String, Object> attributes =
          Files.readAttributes(part, "unix:uid,gid,mode", LinkOption.NOFOLLOW_LINKS);
      int owner = number(attributes.get("uid"));
      int group = number(attributes.get("gid"));
      int mode = number(attributes.get("mode"));
      if (owner != self && owner != 0) {
        throw new DecipherException(
            part
                + " belongs to another user (number "
                + owner
                + "), who could have this process run any code; set DJL_CACHE_DIR to a folder of"
                + " your own");
      }
      boolean link = (mode & KIND) == 0120000; // its mode says nothing
      boolean guarded = (mode & KIND) == DIRECTORY && (mode & STICKY) != 0;
      boolean open =
          (mode & OTHERS_WRITE) != 0 || ((mode & GROUP_WRITES) != 0 && group != self && group != 0);
      if (!link && open && !guarded) {
        throw new DecipherException(
            part
                + " can be written by other users, who could have this process run any code; take"
                + " that right away (chmod go-w "
                + part
                + "), or set DJL_CACHE_DIR to a folder that is yours alone");
      }
    }
  }

  private static int number(@Nullable Object attribute) {
    return attribute instanceof Integer number ? number : -1;
  }

  /** Returns this user's number; nothing where there are no such numbers. */
  private static @Nullable Integer self(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return null;
    }
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return (Integer) Files.getAttribute(process, "unix:uid");
    }
    // Without /proc: whoever makes a file owns it.
    Path made = Files.createTempFile("decipher", "owner");
    try {
      return (Integer) Files.getAttribute(made, "unix:uid");
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
