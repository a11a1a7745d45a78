"""Uses the unmodified openai package as its documentation shows, and prints what it saw as JSON."""

import json
import os
import sys

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

print(
    json.dumps(
        {
            "whole": whole.choices[0].message.content,
            "finish_reason": whole.choices[0].finish_reason,
            "tokens": whole.usage.total_tokens,
            "streamed": "".join(c.choices[0].delta.content or "" for c in chunks if c.choices),
            "streamed_tokens": chunks[-1].usage.total_tokens,
            "models": [listed.id for listed in client().models.list()],
            "ids_agree": raw.headers["x-request-id"] == raw.parse().id,
            "stranger": raised(lambda: ask(client("sk-wrong"))),
            "unknown_model": raised(lambda: ask(client(), model="gpt-99")),
            "bad_field": raised(lambda: ask(client(), temperature=9)),
        }
    )
)
