// SPDX-License-Identifier: Apache-2.0
/** What a model of the family is made of: immutable, checked, bound from a configuration. */
package io.decipher.vae.recipe;
