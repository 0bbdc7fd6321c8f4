// SPDX-License-Identifier: Apache-2.0
/** Native libraries: unpacked into a cache of this user's own, and checked before they are loaded. */
@org.jspecify.annotations.NullMarked
module io.decipher.natives {
  requires transitive io.decipher.api; // our exported types mention it
  requires static org.jspecify;

  exports io.decipher.natives;
}
