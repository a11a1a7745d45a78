package dev.sluice.contracts;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The published description of an event or of one of its components, with the unit where there is
/// one. The JSON Schemas and the AsyncAPI document are rendered from it, so it is written for the
/// person who reads a topic with `kcat`.
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.RECORD_COMPONENT})
public @interface Doc {
    String value();
}
