// SPDX-License-Identifier: Apache-2.0
package io.decipher.spark.discover;

import org.apache.spark.Partitioner;

/** Partitions by key: key i goes to partition i. */
final class ById extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final int parts;

  ById(int parts) {
    this.parts = parts;
  }

  @Override
  public int numPartitions() {
    return parts;
  }

  @Override
  public int getPartition(Object key) {
    return (Integer) key;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ById same && same.parts == parts;
  }

  @Override
  public int hashCode() {
    return parts;
  }
}
