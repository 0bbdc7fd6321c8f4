/** Engine set-up, layers, a training step and weights on disk, for plugins built on DJL. */
package io.decipher.djl;
