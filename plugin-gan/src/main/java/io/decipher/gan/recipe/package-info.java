// SPDX-License-Identifier: Apache-2.0
/** What a generative adversarial network is made of, bound from a configuration. */
package io.decipher.gan.recipe;
