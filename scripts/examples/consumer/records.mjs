// What a consumer of Kairos has to know: which offers are dead, and how a value is decoded.
import avro from 'avsc';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An offer that must not be shown any more, by its headers alone: its value need not be decoded. */
export function isDead(headers, now = Date.now()) {
  return String(headers.status) === 'ISSUED' && Number(headers['expires-at']) <= now;
}

/** The fingerprint of Avro's single-object encoding: CRC-64-AVRO of the schema's canonical form. */
export function fingerprint(type) {
  const empty = 0xc15d213aa4d7a795n;
  let crc = empty;
  for (const byte of Buffer.from(JSON.stringify(type.schema()))) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = (crc >> 1n) ^ (crc & 1n ? empty : 0n);
  }
  return crc;
}

/**
 * Decodes both wire formats. A record says itself which it is: C3 01 and the schema's fingerprint (single-object
 * encoding), or 0 and the schema's id in the registry (Confluent).
 *
 * @param folder avro-schemas; the schemas of earlier releases stand in folders of their own
 * @param registry the address of a schema registry; none is needed for single-object encoding
 */
export function decoder(folder, registry) {
  const types = new Map();
  for (const file of readdirSync(folder, { recursive: true })) {
    if (/(offer|decision|tag-change|player-event)\.avsc$/.test(file)) {
      const type = avro.Type.forSchema(JSON.parse(readFileSync(join(folder, file), 'utf8')));
      types.set(fingerprint(type), type);
    }
  }
  return async value => {
    if (value[0] === 0xc3 && value[1] === 1) {
      const type = types.get(value.readBigUInt64LE(2));
      if (!type) throw new Error(`no schema in ${folder} has the fingerprint ${value.toString('hex', 2, 10)}`);
      return plain(type.fromBuffer(value.subarray(10)));
    }
    if (value[0] === 0) {
      const id = value.readUInt32BE(1);
      if (!types.has(id)) {
        const answer = await fetch(`${registry}/schemas/ids/${id}`);
        if (!answer.ok) throw new Error(`${registry} does not know the schema ${id}: ${answer.status}`);
        types.set(id, avro.Type.forSchema(JSON.parse((await answer.json()).schema)));
      }
      return plain(types.get(id).fromBuffer(value.subarray(5)));
    }
    throw new Error(`neither of the two wire formats: it begins with ${value.toString('hex', 0, 2)}`);
  };
}

/** avsc names the branch of a union in which two numbers are possible: {"long": 3} is 3. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.unwrap === 'function') return value.unwrap();
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
