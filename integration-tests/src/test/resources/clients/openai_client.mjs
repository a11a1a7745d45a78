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

console.log(
  JSON.stringify({
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
