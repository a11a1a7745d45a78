/// Tests across real processes: what a person, a client and an operator see of the mesh. They start
/// `./sluice` and talk to it over HTTP and Kafka; no class of a service is called. JUnit's thread
/// runs them, one after another.
@NullMarked
package dev.sluice.it;

import org.jspecify.annotations.NullMarked;
