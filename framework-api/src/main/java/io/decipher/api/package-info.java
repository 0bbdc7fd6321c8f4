// SPDX-License-Identifier: Apache-2.0
/** Values that pass between plugins, the interfaces plugins implement, and how they are set up. */
package io.decipher.api;
