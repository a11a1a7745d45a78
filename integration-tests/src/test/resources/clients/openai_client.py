"""Uses the unmodified openai package as its documentation shows, and prints what it saw as JSON."""

import json
import os
import sys
import time

import openai

QUESTION = "What is the capital of France? Answer in one word."

base_url, model = sys.argv[1:3]
api_key = os.environ["SLUICE_API_KEY"]


def client(key=api_key):
    return openai.OpenAI(base_url=base_url, api_key=key, max_retries=0)


def ask(caller, **changes):
    arguments = {
        "model": model,
        "messages": [{"role": "user", "content": QUESTION}],
        "temperature": 0,
        "max_tokens": 16,
    }
    return caller.chat.completions.create(**{**arguments, **changes})


def raised(call):
    try:
        call()
    except openai.APIStatusError as error:
        return {"class": type(error).__name__, "code": error.code, "param": error.param}
    return None


whole = ask(client())
stream = ask(client(), stream=True, stream_options={"include_usage": True})
chunks = list(stream)
raw = client().chat.completions.with_raw_response.create(
    model=model, messages=[{"role": "user", "content": QUESTION}], max_tokens=1
)



def responded(**changes):
    arguments = {"model": model, "input": QUESTION, "temperature": 0, "max_output_tokens": 16}
    return client().responses.create(**{**arguments, **changes})


def awaited(retrieve, unfinished):
    deadline = time.monotonic() + 60
    current = retrieve()
    while current.status in unfinished and time.monotonic() < deadline:
        time.sleep(0.05)
        current = retrieve()
    return current


def resumed_everywhere(response_id, events):
    """Whether the stream goes on byte for byte behind each of its events."""
    for number, event in enumerate(events):
        rest = client().responses.retrieve(
            response_id, stream=True, starting_after=event.sequence_number
        )
        if [e.to_json() for e in rest] != [e.to_json() for e in events[number + 1 :]]:
            return False
    return True


def choices():
    """The texts of three answers, whole and streamed."""
    texts = ["", "", ""]
    for chunk in ask(client(), n=3, stream=True):
        texts[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    return [choice.message.content for choice in ask(client(), n=3).choices] + texts


def batched():
    lines = [
        {
            "custom_id": f"line-{number}",
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {
                "model": model,
                "messages": [{"role": "user", "content": QUESTION}],
                "temperature": 0,
                "max_tokens": 16,
            },
        }
        for number in range(3)
    ]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    uploaded = client().files.create(file=("lines.jsonl", content), purpose="batch")
    created = client().batches.create(
        input_file_id=uploaded.id,
        endpoint="/v1/chat/completions",
        completion_window="24h",
    )
    ended = awaited(
        lambda: client().batches.retrieve(created.id),
        ("validating", "in_progress", "finalizing"),
    )
    if ended.output_file_id is None:
        errors = ended.error_file_id and client().files.content(ended.error_file_id).text
        raise SystemExit(f"no line was answered: {ended.to_json()} {errors}")
    output = client().files.content(ended.output_file_id).text
    answers = [json.loads(line) for line in output.splitlines()]
    listed = created.id in [batch.id for batch in client().batches.list()]
    deleted = client().files.delete(uploaded.id).deleted
    return {
        "status": ended.status,
        "completed": ended.request_counts.completed,
        "custom_ids": [answer["custom_id"] for answer in answers],
        "text": answers[0]["response"]["body"]["choices"][0]["message"]["content"],
        "listed": listed,
        "deleted": deleted,
    }


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "maxLength": 20},
                "unit": {"enum": ["celsius", "fahrenheit"]},
            },
            "required": ["city", "unit"],
            "additionalProperties": False,
        },
    },
}


def called():
    """What is called, whole and streamed, and whether the conversation goes on from there."""
    asked = {"role": "user", "content": "What is the weather in Paris?"}
    wish = {
        "messages": [asked],
        "tools": [WEATHER],
        "tool_choice": "required",
        "parallel_tool_calls": False,
        "temperature": 1.5,
        "seed": 7,
        "max_tokens": 120,
    }
    choice = ask(client(), **wish).choices[0]
    call = choice.message.tool_calls[0]
    name, arguments, reason = "", "", None
    for chunk in ask(client(), stream=True, **wish):
        reason = chunk.choices[0].finish_reason
        for delta in chunk.choices[0].delta.tool_calls or []:
            name += delta.function.name or ""
            arguments += delta.function.arguments or ""
    result = {"role": "tool", "tool_call_id": call.id, "content": "21 degrees, sunny"}
    after = ask(
        client(),
        messages=[asked, choice.message, result],
        tools=[WEATHER],
        tool_choice="none",
    )
    return {
        "calls": len(choice.message.tool_calls),
        "content": choice.message.content,
        "name": call.function.name,
        "arguments": json.loads(call.function.arguments),
        "finish_reason": choice.finish_reason,
        "streamed_name": name,
        "streamed_arguments": json.loads(arguments),
        "streamed_finish_reason": reason,
        "after": after.choices[0].message.content,
        "unknown_tool": raised(
            lambda: ask(
                client(),
                tools=[WEATHER],
                tool_choice={"type": "function", "function": {"name": "get_rain"}},
            )
        ),
    }


response = responded(metadata={"a": "b"}, instructions="Answer in one word.")
retrieved = client().responses.retrieve(response.id)
items = list(client().responses.input_items.list(response.id))
following = responded(previous_response_id=response.id, input="Say it again.")
streamed_events = list(responded(stream=True, background=True))
streamed_response = streamed_events[-1].response
background = awaited(
    lambda created=responded(background=True): client().responses.retrieve(created.id),
    ("queued", "in_progress"),
)
cancelled = client().responses.cancel(background.id)
client().responses.delete(response.id)
completion = client().completions.create(
    model=model, prompt="The capital of France is", max_tokens=4, temperature=0
)

print(
    json.dumps(
        {
            "response": response.output_text,
            "response_status": response.status,
            "retrieved_is_same": retrieved.to_json() == response.to_json(),
            "input_item": items[0].content[0].text,
            "following": following.previous_response_id == response.id,
            "event_types": [event.type for event in streamed_events],
            "event_text": "".join(
                e.delta for e in streamed_events if e.type == "response.output_text.delta"
            ),
            "event_whole": streamed_response.output_text,
            "resumed_everywhere": resumed_everywhere(streamed_response.id, streamed_events),
            "background_status": background.status,
            "background": background.output_text,
            "cancelled_status": cancelled.status,
            "deleted_response": raised(lambda: client().responses.retrieve(response.id)),
            "completion": completion.choices[0].text,
            "batch": batched(),
            "called": called(),
            "whole": whole.choices[0].message.content,
            "finish_reason": whole.choices[0].finish_reason,
            "tokens": whole.usage.total_tokens,
            "streamed": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices),
            "streamed_tokens": chunks[-1].usage.total_tokens,
            "choices": choices(),
            "models": [listed.id for listed in client().models.list()],
            "ids_agree": raw.headers["x-request-id"] == raw.parse().id,
            "stranger": raised(lambda: ask(client("sk-wrong"))),
            "unknown_model": raised(lambda: ask(client(), model="gpt-99")),
            "bad_field": raised(lambda: ask(client(), temperature=9)),
        }
    )
)
