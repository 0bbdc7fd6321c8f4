// SPDX-License-Identifier: Apache-2.0
package io.decipher.app.cyclic.right;

import io.decipher.app.cyclic.left.Left;

/** The other half of a cycle. */
@SuppressWarnings("ArrayRecordComponent") // only its type counts
public record Right(Left[] others) {}
