// SPDX-License-Identifier: Apache-2.0
/** Engine set-up, named weights in an engine's memory, and what models do alike. */
package io.decipher.djl;
