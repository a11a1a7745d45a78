package dev.sluice.standalone.chat;

/// One line that was typed: something to say, or a command to the chat itself.
sealed interface ChatLine {
    record Say(String text) implements ChatLine {}

    record Exit() implements ChatLine {}

    record Reset() implements ChatLine {}

    record SetSystem(String text) implements ChatLine {}

    record Help() implements ChatLine {}

    record Unknown(String command) implements ChatLine {}

    record Blank() implements ChatLine {}

    static ChatLine of(String line) {
        String text = line.strip();
        if (text.isEmpty()) {
            return new Blank();
        }
        if (!text.startsWith("/")) {
            return new Say(text);
        }
        String command = text.split("\\s", 2)[0];
        return switch (command) {
            case "/exit", "/quit" -> new Exit();
            case "/reset" -> new Reset();
            case "/system" -> new SetSystem(text.substring(command.length()).strip());
            case "/help" -> new Help();
            default -> new Unknown(command);
        };
    }
}
