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
 * Checks that only this user and root can modify the contents of a folder, because code loaded from
 * it runs with this user's rights.
 *
 * <p>As with the keys of SSH, the folder and all its ancestors must be owned by this user or by
 * root and be writable by nobody else. A folder may be writable by everyone if only owners may
 * remove its entries (the sticky bit, as on {@code /tmp}), since the entries themselves are checked
 * too. A group whose ID equals this user's ID counts as this user, and group 0 as root. Nothing is
 * checked where the file system has no such owners.
 */
public final class TrustedFolder {
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final int DIRECTORY = 0040000;
  private static final int KIND = 0170000;

  private TrustedFolder() {}

  /**
   * Checks a file or folder and all its ancestors, along the path as given and along the path with
   * symbolic links resolved.
   *
   * @throws DecipherException if others can modify a path; the message names the path and what to
   *     do
   * @throws IOException if a path cannot be examined
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
      boolean link = (mode & KIND) == 0120000; // the mode of a link is meaningless
      boolean guarded = (mode & KIND) == DIRECTORY && (mode & STICKY) != 0;
      boolean open =
          (mode & OTHERS_WRITE) != 0 || ((mode & GROUP_WRITES) != 0 && group != self && group != 0);
      if (!link && open && !guarded) {
        throw new DecipherException(
            part
                + " can be written by other users, who could have this process run any code;"
                + " remove that permission (chmod go-w "
                + part
                + "), or set DJL_CACHE_DIR to a folder that is yours alone");
      }
    }
  }

  private static int number(@Nullable Object attribute) {
    return attribute instanceof Integer number ? number : -1;
  }

  /** Returns this user's ID; {@code null} if the file system has no user IDs. */
  private static @Nullable Integer self(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return null;
    }
    Path process = Path.of("/proc/self");
    if (Files.exists(process)) {
      return (Integer) Files.getAttribute(process, "unix:uid");
    }
    // Without /proc: the owner of a newly created file is this user.
    Path made = Files.createTempFile("decipher", "owner");
    try {
      return (Integer) Files.getAttribute(made, "unix:uid");
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
