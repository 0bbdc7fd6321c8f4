/** A data set plugin, as small as one gets. */
package io.decipher.examples;
