/// The template language of chat templates: the part of Jinja2 that models' templates use, with the
/// settings Hugging Face renders them with (`trim_blocks`, `lstrip_blocks`, loop controls, its own
/// `tojson`).
///
/// Purpose: render a template that came with a model and is therefore not trusted: nothing but the
/// variables given can be reached, and text, iterations and depth are bounded. Caller:
/// [dev.sluice.worker.chat]. Thread: a parsed template is immutable and may be shared; one
/// rendering runs on its caller's thread.
@NullMarked
package dev.sluice.worker.chat.jinja;

import org.jspecify.annotations.NullMarked;
