// SPDX-License-Identifier: Apache-2.0
/** Tables in text, read as people write them, for plugins that read samples or of samples. */
package io.decipher.text;
