// SPDX-License-Identifier: Apache-2.0
/** The numerics that several plugins share: neighbours, principal components, eigenvectors. */
@org.jspecify.annotations.NullMarked
module io.decipher.numerics {
  requires transitive io.decipher.api; // our exported types mention it
  requires static org.jspecify;

  exports io.decipher.numerics;
}
