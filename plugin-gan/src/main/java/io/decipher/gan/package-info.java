/** Generative adversarial networks: models and providers. */
package io.decipher.gan;
