package dev.sluice.it.mesh;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Starts a [ProcessMesh] for itself. That is as heavy as the real model, so these classes and
/// those of [OnRealMesh] take turns.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(OnRealMesh.TURN)
public @interface OnOwnMesh {}
