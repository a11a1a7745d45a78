@org.jspecify.annotations.NullMarked
package dev.sluice.masking.cli;
