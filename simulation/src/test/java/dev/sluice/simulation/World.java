package dev.sluice.simulation;

import dev.sluice.contracts.json.EventCodec;

/// What everyone in a simulation shares.
public final class World {
    private final SimTime time = new SimTime();
    private final EventCodec codec = new EventCodec();
    private final SimModel model = new SimModel();
    private final Ledger ledger = new Ledger(codec, model, time);
    private final SimBroker broker = new SimBroker(time, ledger);
    private final long faultsEndMillis;

    World(long faultsEndMillis) {
        this.faultsEndMillis = faultsEndMillis;
    }

    public SimTime time() {
        return time;
    }

    public EventCodec codec() {
        return codec;
    }

    public SimModel model() {
        return model;
    }

    public SimBroker broker() {
        return broker;
    }

    Ledger ledger() {
        return ledger;
    }

    /// Something that must hold now.
    public void require(boolean holds, String what) {
        ledger.require(holds, what);
    }

    /// Whether things still go wrong.
    public boolean hasFaults() {
        return time.millis() < faultsEndMillis;
    }
}
