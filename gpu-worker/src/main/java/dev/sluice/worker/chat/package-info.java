/// From a conversation to the text a model was trained on: chat templates.
///
/// Purpose: render messages with the model's own template, and keep track of which characters the
/// caller wrote, so that a control token in a user's text stays text. Callers: the worker's intake
/// and `models render`. Thread: everything here is immutable or lives in one call.
@NullMarked
package dev.sluice.worker.chat;

import org.jspecify.annotations.NullMarked;
