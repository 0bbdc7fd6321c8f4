// SPDX-License-Identifier: Apache-2.0
/** Contract tests, which check that a plugin fulfils the contract of its kind. */
@org.jspecify.annotations.NullMarked
module io.decipher.testkit {
  requires transitive io.decipher.api;
  requires transitive org.assertj.core;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.decipher.testkit;
}
