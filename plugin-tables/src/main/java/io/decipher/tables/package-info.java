// SPDX-License-Identifier: Apache-2.0
/** Tables in text, read as people write them, as samples. */
package io.decipher.tables;
