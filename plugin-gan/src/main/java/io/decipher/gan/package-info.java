/** Generative adversarial networks: the recipe, its provider, and what training yields. */
package io.decipher.gan;
