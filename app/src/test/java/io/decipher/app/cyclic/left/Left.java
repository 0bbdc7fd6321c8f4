// SPDX-License-Identifier: Apache-2.0
package io.decipher.app.cyclic.left;

import io.decipher.app.cyclic.right.Right;

/** Half of a cycle, which the rule against cycles is tried on. */
public record Left(Right other) {}
