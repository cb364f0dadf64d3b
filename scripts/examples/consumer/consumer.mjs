// Shows what Kairos offers, as long as it may be shown: npm install && node consumer.mjs
// BROKERS (localhost:9092), TOPIC (offers), SCHEMAS (../../../avro-schemas), REGISTRY (none)
import { Kafka, logLevel } from 'kafkajs';
import { fileURLToPath } from 'node:url';
import { decoder, isDead } from './records.mjs';

const env = process.env;
const topic = env.TOPIC ?? 'offers';
const schemas = env.SCHEMAS ?? fileURLToPath(new URL('../../../avro-schemas', import.meta.url));
const decode = decoder(schemas, env.REGISTRY);
const kafka = new Kafka({ brokers: (env.BROKERS ?? 'localhost:9092').split(','), logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: env.GROUP ?? 'kairos-consumer-example' });
const shown = new Set();

await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({
  eachMessage: async ({ message }) => {
    const { headers } = message;
    const id = String(headers['offer-id']);
    if (headers.status === undefined) {
      say('record', await decode(message.value)); // a decision, a tag change
    } else if (isDead(headers)) {
      say('dead', id); // too late to be shown: not decoded
    } else if (String(headers.status) !== 'ISSUED') {
      if (shown.delete(id)) say('hide', id); // an end of one we do not know means nothing
    } else if (!shown.has(id)) {
      shown.add(id); // after a crash of the job an offer comes again, under the same id
      say('show', await decode(message.value));
    }
  },
});

function say(what, it) {
  console.log(JSON.stringify({ what, it }));
}
