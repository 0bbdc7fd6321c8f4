/** Clusterers and projectors in plain Java. */
package io.decipher.clustering;
