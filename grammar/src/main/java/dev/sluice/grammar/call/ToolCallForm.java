package dev.sluice.grammar.call;

import java.util.List;
import java.util.Optional;

/// How a family of models writes calls of functions into its text:
///
/// ```
/// call   = opening name middle arguments closing
/// answer = any text without the tag, then call (separator call)*, or no call
/// ```
///
/// All that is known of a form is here. Whoever prompts, samples or renders has it from this list,
/// and records carry its name.
///
/// INVARIANT: `opening` begins with `tag`; `middle` begins with what no name has, and `closing` has
/// a line break, which compact JSON has not: so each part of a call ends where the next text stands
/// for the first time.
///
/// @param name what records call it
/// @param tag the text that begins a call and stands nowhere else
/// @param opening all that stands before a name
/// @param middle between the name and the arguments
/// @param closing behind the arguments
/// @param separator between two calls
/// @param resultOpening before what a function gave, in the next prompt
/// @param resultClosing behind it
/// @param guide tells a model that was not trained on tools of them and of the form; `{tools}` is
///   where they stand, a line of JSON each
public record ToolCallForm(
        String name,
        String tag,
        String opening,
        String middle,
        String closing,
        String separator,
        String resultOpening,
        String resultClosing,
        String guide) {
    private static final String TOOLS = "{tools}";

    /// Of Hermes 2 Pro and Qwen 2.5 and later, which most others follow.
    public static final ToolCallForm HERMES =
            new ToolCallForm(
                    "hermes",
                    "<tool_call>",
                    "<tool_call>\n{\"name\": \"",
                    "\", \"arguments\": ",
                    "}\n</tool_call>",
                    "\n",
                    "<tool_response>\n",
                    "\n</tool_response>",
                    """
                    # Tools

                    You may call one or more functions to assist with the user query.

                    You are provided with function signatures within <tools></tools> XML tags:
                    <tools>
                    {tools}
                    </tools>

                    For each function call, return a json object with function name and arguments \
                    within <tool_call></tool_call> XML tags:
                    <tool_call>
                    {"name": <function-name>, "arguments": <args-json-object>}
                    </tool_call>\
                    """);

    private static final List<ToolCallForm> ALL = List.of(HERMES);

    public ToolCallForm {
        if (!opening.startsWith(tag)) {
            throw new IllegalArgumentException("a call begins with its tag");
        }
    }

    /// The form that a record names; empty: one of a newer version.
    public static Optional<ToolCallForm> named(String name) {
        return ALL.stream().filter(form -> form.name.equals(name)).findFirst();
    }

    /// What a model is told of the tools.
    public String guideTo(List<String> tools) {
        return guide.replace(TOOLS, String.join("\n", tools));
    }

    /// What a function gave, as the model is told of it.
    public String result(String text) {
        return resultOpening + text + resultClosing;
    }

    /// A call as the model would have written it.
    public String written(String function, String arguments) {
        return opening + function + middle + arguments + closing;
    }
}
