/** The jobs, for programs that embed them and for the command line. */
package io.decipher.runtime;
