/// What every service's HTTP port has: the key check in front of `/metrics`.
@NullMarked
package dev.sluice.runtime.http;

import org.jspecify.annotations.NullMarked;
