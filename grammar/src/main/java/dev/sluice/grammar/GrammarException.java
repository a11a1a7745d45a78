package dev.sluice.grammar;

/// A schema or an expression that no automaton is made of. The caller's fault, always.
public final class GrammarException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What is wrong with it.
    public enum Fault {
        /// It is no schema and no expression, or nothing at all satisfies it.
        INVALID,
        /// It may be right, but asks for something that is not done here.
        UNSUPPORTED,
        /// Its automaton would be larger than allowed.
        TOO_LARGE
    }

    private final Fault fault;
    private final String path;
    private final String problem;

    private GrammarException(Fault fault, String path, String problem) {
        super(path.isEmpty() ? problem : path + ": " + problem, null, false, false);
        this.fault = fault;
        this.path = path;
        this.problem = problem;
    }

    /// `path` leads from the schema's root to the keyword, for example `properties.age.minimum`;
    /// empty for the root and for an expression.
    public static GrammarException invalid(String path, String problem) {
        return new GrammarException(Fault.INVALID, path, problem);
    }

    public static GrammarException unsupported(String path, String problem) {
        return new GrammarException(Fault.UNSUPPORTED, path, problem);
    }

    public static GrammarException tooLarge(String path, String problem) {
        return new GrammarException(Fault.TOO_LARGE, path, problem);
    }

    /// The same fault, of a part that stands at `outer`.
    public GrammarException below(String outer) {
        String whole = path.isEmpty() ? outer : outer + "." + path;
        return new GrammarException(fault, whole, problem);
    }

    public Fault fault() {
        return fault;
    }

    public String path() {
        return path;
    }

    public String problem() {
        return problem;
    }
}
