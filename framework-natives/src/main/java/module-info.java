// SPDX-License-Identifier: Apache-2.0
/**
 * Native libraries: unpacked to a cache that only this user can write to, and verified before they
 * are loaded.
 */
@org.jspecify.annotations.NullMarked
module io.decipher.natives {
  requires transitive io.decipher.api; // part of exported types
  requires static org.jspecify;

  exports io.decipher.natives;
}
