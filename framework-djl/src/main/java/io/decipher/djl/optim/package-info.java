// SPDX-License-Identifier: Apache-2.0
/** What moves weights: optimizers, learning rate schedules, moving averages. */
package io.decipher.djl.optim;
