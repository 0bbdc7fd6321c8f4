// SPDX-License-Identifier: Apache-2.0
package io.decipher.api;

import org.apiguardian.api.API;

/**
 * A plugin configuration that is worth trying on samples of a given type.
 *
 * @param name distinguishes it from the plugin's other candidates, e.g. {@code "gradients, fine"}
 * @param settings the plugin's block, including its {@code type}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1.0")
public record Candidate(String name, Settings settings) {}
