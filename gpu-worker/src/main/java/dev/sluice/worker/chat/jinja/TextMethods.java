package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Arguments.Bound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/// The methods of Python's `str` that templates call.
final class TextMethods {
    private static final Map<String, Method> METHODS = new HashMap<>();

    @FunctionalInterface
    private interface Method {
        Object call(Text self, Arguments arguments, Budget budget);
    }

    static {
        registerCases();
        registerCuts();
        registerSearches();
        registerPredicates();
        registerBuilders();
    }

    private TextMethods() {}

    static Object bind(Text self, String name, Budget budget) {
        Method method = METHODS.get(name);
        return method == null
                ? Undefined.attribute(self, name)
                : (Callable) arguments -> call(method, self, arguments, budget);
    }

    private static Object call(Method method, Text self, Arguments arguments, Budget budget) {
        budget.spendScan(self);
        return method.call(self, arguments, budget);
    }

    private static void registerCases() {
        METHODS.put("upper", (self, arguments, budget) -> Texts.upper(self));
        METHODS.put("lower", (self, arguments, budget) -> Texts.lower(self));
        METHODS.put("casefold", (self, arguments, budget) -> Texts.lower(self));
        METHODS.put("title", (self, arguments, budget) -> Texts.titlecase(self));
        METHODS.put("capitalize", (self, arguments, budget) -> Texts.capitalize(self));
        METHODS.put("swapcase", (self, arguments, budget) -> Texts.swapcase(self));
    }

    private static void registerCuts() {
        METHODS.put("strip", (self, arguments, budget) -> strip(self, arguments, true, true));
        METHODS.put("lstrip", (self, arguments, budget) -> strip(self, arguments, true, false));
        METHODS.put("rstrip", (self, arguments, budget) -> strip(self, arguments, false, true));
        METHODS.put("split", (self, arguments, budget) -> split(self, arguments, false));
        METHODS.put("rsplit", (self, arguments, budget) -> split(self, arguments, true));
        METHODS.put("splitlines", (self, arguments, budget) -> splitLines(self, arguments));
        METHODS.put("partition", (self, arguments, budget) -> partition(self, arguments, false));
        METHODS.put("rpartition", (self, arguments, budget) -> partition(self, arguments, true));
        METHODS.put("removeprefix", (self, arguments, budget) -> removePrefix(self, arguments));
        METHODS.put("removesuffix", (self, arguments, budget) -> removeSuffix(self, arguments));
    }

    private static void registerSearches() {
        METHODS.put(
                "startswith",
                (self, arguments, budget) -> matches(self, arguments, String::startsWith));
        METHODS.put(
                "endswith",
                (self, arguments, budget) -> matches(self, arguments, String::endsWith));
        METHODS.put("find", (self, arguments, budget) -> find(self, arguments, false));
        METHODS.put("rfind", (self, arguments, budget) -> find(self, arguments, true));
        METHODS.put("index", (self, arguments, budget) -> indexOf(self, arguments));
        METHODS.put("count", (self, arguments, budget) -> count(self, arguments));
    }

    private static void registerPredicates() {
        METHODS.put("isdigit", (self, arguments, budget) -> all(self, Character::isDigit));
        METHODS.put("isdecimal", (self, arguments, budget) -> all(self, Character::isDigit));
        METHODS.put("isnumeric", (self, arguments, budget) -> all(self, Character::isDigit));
        METHODS.put("isalpha", (self, arguments, budget) -> all(self, Character::isLetter));
        METHODS.put("isalnum", (self, arguments, budget) -> all(self, Character::isLetterOrDigit));
        METHODS.put("isspace", (self, arguments, budget) -> all(self, Characters::isSpace));
        METHODS.put("isupper", (self, arguments, budget) -> allCased(self, Character::isUpperCase));
        METHODS.put("islower", (self, arguments, budget) -> allCased(self, Character::isLowerCase));
    }

    private static void registerBuilders() {
        METHODS.put("replace", TextMethods::replace);
        METHODS.put("join", TextMethods::join);
        METHODS.put("format", BraceFormat::format);
        METHODS.put("center", (self, arguments, budget) -> pad(self, arguments, 0.5, budget));
        METHODS.put("ljust", (self, arguments, budget) -> pad(self, arguments, 0, budget));
        METHODS.put("rjust", (self, arguments, budget) -> pad(self, arguments, 1, budget));
        METHODS.put("zfill", TextMethods::zeroFill);
    }

    private static Text strip(Text self, Arguments arguments, boolean atStart, boolean atEnd) {
        return Texts.strip(self, arguments.bind("chars").get("chars", None.NONE), atStart, atEnd);
    }

    private static Object split(Text self, Arguments arguments, boolean fromEnd) {
        Bound bound = arguments.bind("sep", "maxsplit");
        Object separator = bound.get("sep", None.NONE);
        int countMax = bound.count("maxsplit", -1);
        return fromEnd
                ? TextSplitter.splitFromEnd(self, separator, countMax)
                : TextSplitter.split(self, separator, countMax);
    }

    private static Object splitLines(Text self, Arguments arguments) {
        return List.<Object>copyOf(
                Texts.splitLines(self, arguments.bind("keepends").flag("keepends", false)));
    }

    private static Object partition(Text self, Arguments arguments, boolean fromEnd) {
        Text separator = Values.requireText(arguments.bind("sep").required("sep"), "sep");
        return TextSplitter.partition(self, separator, fromEnd);
    }

    private static Text removePrefix(Text self, Arguments arguments) {
        Text prefix = Values.requireText(arguments.bind("prefix").required("prefix"), "prefix");
        return self.value().startsWith(prefix.value())
                ? self.substring(prefix.length(), self.length())
                : self;
    }

    private static Text removeSuffix(Text self, Arguments arguments) {
        Text suffix = Values.requireText(arguments.bind("suffix").required("suffix"), "suffix");
        return self.value().endsWith(suffix.value())
                ? self.substring(0, self.length() - suffix.length())
                : self;
    }

    /// `startswith` and `endswith` take one text or a tuple of them.
    private static boolean matches(
            Text self, Arguments arguments, BiPredicate<String, String> matcher) {
        Object wanted = arguments.bind("prefix").required("prefix");
        List<Object> any = wanted instanceof Tuple tuple ? tuple.items() : List.of(wanted);
        return any.stream()
                .anyMatch(one ->
                        matcher.test(self.value(), Values.requireText(one, "prefix").value()));
    }

    private static long find(Text self, Arguments arguments, boolean last) {
        Bound bound = arguments.bind("sub", "start");
        String wanted = Values.requireText(bound.required("sub"), "sub").value();
        int start = Math.clamp(bound.count("start", 0), 0, (int) Values.length(self));
        int from = self.value().offsetByCodePoints(0, start);
        int at = last ? self.value().lastIndexOf(wanted) : self.value().indexOf(wanted, from);
        return at < from ? -1 : self.value().codePointCount(0, at);
    }

    private static long indexOf(Text self, Arguments arguments) {
        long at = find(self, arguments, false);
        if (at < 0) {
            throw new JinjaException("substring not found");
        }
        return at;
    }

    private static long count(Text self, Arguments arguments) {
        Text wanted = Values.requireText(arguments.bind("sub").required("sub"), "sub");
        if (wanted.isEmpty()) {
            return Values.length(self) + 1;
        }
        return TextSplitter.split(self, wanted, -1).size() - 1L;
    }

    private static boolean all(Text self, IntPredicate predicate) {
        return !self.isEmpty() && self.value().codePoints().allMatch(predicate);
    }

    private static boolean allCased(Text self, IntPredicate predicate) {
        int[] cased = self.value().codePoints().filter(Characters::isCased).toArray();
        return cased.length > 0 && java.util.Arrays.stream(cased).allMatch(predicate);
    }

    private static Text replace(Text self, Arguments arguments, Budget budget) {
        Bound bound = arguments.bind("old", "new", "count");
        Text old = Values.requireText(bound.required("old"), "old");
        Text replacement = Values.requireText(bound.required("new"), "new");
        return Texts.replace(self, old, replacement, bound.count("count", -1), budget);
    }

    private static Text join(Text self, Arguments arguments, Budget budget) {
        List<Text> pieces = new ArrayList<>();
        Values.items(arguments.bind("iterable").required("iterable"))
                .forEachRemaining(piece -> pieces.add(Values.requireText(piece, "join")));
        return Texts.join(self, pieces, budget);
    }

    private static Text pad(Text self, Arguments arguments, double leftShare, Budget budget) {
        Bound bound = arguments.bind("width", "fillchar");
        return Texts.pad(
                self, bound.count("width", 0), bound.text("fillchar", " "), leftShare, budget);
    }

    private static Text zeroFill(Text self, Arguments arguments, Budget budget) {
        int signLength = self.value().startsWith("-") || self.value().startsWith("+") ? 1 : 0;
        int width = arguments.bind("width").count("width", 0) - signLength;
        Text digits = self.substring(signLength, self.length());
        Text zero = Text.ofTemplate("0");
        return Texts.concat(
                budget, self.substring(0, signLength), Texts.pad(digits, width, zero, 1, budget));
    }
}
