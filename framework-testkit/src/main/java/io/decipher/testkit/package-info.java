// SPDX-License-Identifier: Apache-2.0
/**
 * The contracts of plugins, as tests to extend.
 *
 * <p>A plugin's test extends the contract of its kind, names its provider and gives small settings:
 *
 * <pre>{@code
 * class HdbscanContractTest extends ClustererContract {
 *   @Override
 *   public HdbscanProvider provider() {
 *     return new HdbscanProvider();
 *   }
 *
 *   @Override
 *   public Settings settings() {
 *     return Settings.parse("test", "min-cluster-size = 15, min-samples = 5");
 *   }
 * }
 * }</pre>
 */
@API(status = API.Status.MAINTAINED, since = "0.1.0")
package io.decipher.testkit;

import org.apiguardian.api.API;
