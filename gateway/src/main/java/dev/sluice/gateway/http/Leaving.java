package dev.sluice.gateway.http;

/// What to do when a reply is over; known only once the reply exists.
final class Leaving implements Runnable {
    private Runnable action = () -> {};

    void set(Runnable later) {
        action = later;
    }

    @Override
    public void run() {
        action.run();
    }
}
