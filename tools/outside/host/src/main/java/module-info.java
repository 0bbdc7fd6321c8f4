// SPDX-License-Identifier: Apache-2.0
/** A program that embeds a part of Decipher. */
module org.example.host {
  requires io.decipher.clustering;
}
