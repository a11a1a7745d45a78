// Uses the unmodified openai package as its documentation shows, and prints what it saw as JSON.

import OpenAI from 'openai';

const QUESTION = 'What is the capital of France? Answer in one word.';

const [baseURL, model] = process.argv.slice(2);
const client = (apiKey = process.env.SLUICE_API_KEY) =>
  new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const ask = (caller, changes = {}) =>
  caller.chat.completions.create({
    model,
    messages: [{ role: 'user', content: QUESTION }],
    temperature: 0,
    max_tokens: 16,
    ...changes,
  });

const raised = async (call) => {
  try {
    await call();
  } catch (error) {
    return { class: error.constructor.name, code: error.code, param: error.param };
  }
  return null;
};

const whole = await ask(client());
const chunks = [];
const stream = await ask(client(), { stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  chunks.push(chunk);
}
const models = [];
for await (const listed of client().models.list()) {
  models.push(listed.id);
}
const { data, response } = await client()
  .chat.completions.create({
    model,
    messages: [{ role: 'user', content: QUESTION }],
    max_tokens: 1,
  })
  .withResponse();

const respond = (changes = {}) =>
  client().responses.create({
    model,
    input: QUESTION,
    temperature: 0,
    max_output_tokens: 16,
    ...changes,
  });

const awaited = async (retrieve, unfinished) => {
  const deadline = Date.now() + 60_000;
  let current = await retrieve();
  while (unfinished.includes(current.status) && Date.now() < deadline) {
    await new Promise((wake) => setTimeout(wake, 50));
    current = await retrieve();
  }
  return current;
};

const collected = async (iterable) => {
  const found = [];
  for await (const each of iterable) {
    found.push(each);
  }
  return found;
};

const resumedEverywhere = async (id, events) => {
  for (const [position, event] of events.entries()) {
    const rest = await collected(
      await client().responses.retrieve(id, {
        stream: true,
        starting_after: event.sequence_number,
      }),
    );
    if (JSON.stringify(rest) !== JSON.stringify(events.slice(position + 1))) {
      return false;
    }
  }
  return true;
};

const batched = async () => {
  const lines = [0, 1, 2].map((number) => ({
    custom_id: `line-${number}`,
    method: 'POST',
    url: '/v1/chat/completions',
    body: {
      model,
      messages: [{ role: 'user', content: QUESTION }],
      temperature: 0,
      max_tokens: 16,
    },
  }));
  const content = lines.map((line) => JSON.stringify(line)).join('\n');
  const uploaded = await client().files.create({
    file: new File([content], 'lines.jsonl'),
    purpose: 'batch',
  });
  const created = await client().batches.create({
    input_file_id: uploaded.id,
    endpoint: '/v1/chat/completions',
    completion_window: '24h',
  });
  const ended = await awaited(
    () => client().batches.retrieve(created.id),
    ['validating', 'in_progress', 'finalizing'],
  );
  const output = await (await client().files.content(ended.output_file_id)).text();
  const answers = output.trim().split('\n').map((line) => JSON.parse(line));
  const listed = (await collected(client().batches.list())).some(({ id }) => id === created.id);
  const { deleted } = await client().files.delete(uploaded.id);
  return {
    status: ended.status,
    completed: ended.request_counts.completed,
    custom_ids: answers.map((answer) => answer.custom_id),
    text: answers[0].response.body.choices[0].message.content,
    listed,
    deleted,
  };
};

const answered = await respond({ metadata: { a: 'b' }, instructions: 'Answer in one word.' });
const retrieved = await client().responses.retrieve(answered.id);
const items = await collected(client().responses.inputItems.list(answered.id));
const following = await respond({ previous_response_id: answered.id, input: 'Say it again.' });
const events = await collected(await respond({ stream: true, background: true }));
const streamed = events.at(-1).response;
const queued = await respond({ background: true });
const background = await awaited(
  () => client().responses.retrieve(queued.id),
  ['queued', 'in_progress'],
);
const cancelled = await client().responses.cancel(background.id);
await client().responses.delete(answered.id);
const completion = await client().completions.create({
  model,
  prompt: 'The capital of France is',
  max_tokens: 4,
  temperature: 0,
});

console.log(
  JSON.stringify({
    response: answered.output_text,
    response_status: answered.status,
    retrieved_is_same: JSON.stringify(retrieved) === JSON.stringify(answered),
    input_item: items[0].content[0].text,
    following: following.previous_response_id === answered.id,
    event_types: events.map((event) => event.type),
    event_text: events
      .filter((event) => event.type === 'response.output_text.delta')
      .map((event) => event.delta)
      .join(''),
    event_whole: streamed.output[0].content[0].text,
    resumed_everywhere: await resumedEverywhere(streamed.id, events),
    background_status: background.status,
    background: background.output_text,
    cancelled_status: cancelled.status,
    deleted_response: await raised(() => client().responses.retrieve(answered.id)),
    completion: completion.choices[0].text,
    batch: await batched(),
    whole: whole.choices[0].message.content,
    finish_reason: whole.choices[0].finish_reason,
    tokens: whole.usage.total_tokens,
    streamed: chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? '').join(''),
    streamed_tokens: chunks.at(-1).usage.total_tokens,
    models,
    ids_agree: response.headers.get('x-request-id') === data.id,
    stranger: await raised(() => ask(client('sk-wrong'))),
    unknown_model: await raised(() => ask(client(), { model: 'gpt-99' })),
    bad_field: await raised(() => ask(client(), { temperature: 9 })),
  }),
);
