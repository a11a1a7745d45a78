/// The terminal chat: a conversation with a running gateway whose answers appear as they are
/// generated. Called by the `chat` command. One thread reads lines and prints; an interrupt from
/// the keyboard arrives on the terminal's own thread and only closes the running answer.
@NullMarked
package dev.sluice.standalone.chat;

import org.jspecify.annotations.NullMarked;
