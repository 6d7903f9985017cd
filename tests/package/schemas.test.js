// The JSON Schema files: each compiles, they take what the core writes (tests/fixtures/documents), and they refuse what the
// core refuses.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

import Ajv2020 from 'ajv/dist/2020.js';

import { ROOT } from '../support/run.js';

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(`${ROOT}${path}`, 'utf8'));

const NAMES = ['common', 'event', 'guards', 'plan', 'receipt', 'selection'];
const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allErrors: true });
for (const name of NAMES) ajv.addSchema(json(`core/schemas/${name}.schema.json`));

/** @param {string} name @param {unknown} document */
function faults(name, document) {
  const validate = ajv.getSchema(`${name}.schema.json`);
  assert.ok(validate, name);
  validate(document);
  return (validate.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`);
}

const plan = () => json('tests/fixtures/documents/plan.json');
const receipt = () => json('tests/fixtures/documents/receipt.json');

/** Every object of a schema, with its place. @param {any} schema @param {string} place @returns {[string, any][]} */
function parts(schema, place = '') {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([name, part]) => parts(part, `${place}/${name}`));
  return Array.isArray(schema) ? inner : [[place, schema], ...inner];
}

test('each schema compiles and names its draft and itself', () => {
  assert.deepEqual(
    readdirSync(`${ROOT}core/schemas`).sort(),
    NAMES.map((name) => `${name}.schema.json`),
  );
  for (const name of NAMES) {
    const schema = json(`core/schemas/${name}.schema.json`);
    assert.equal(schema.$schema, 'https://json-schema.org/draft/2020-12/schema');
    assert.equal(schema.$id, `${name}.schema.json`);
    assert.equal(typeof ajv.getSchema(schema.$id), 'function');
  }
});

test('every object with members of ours is closed', () => {
  for (const name of NAMES) {
    for (const [place, part] of parts(json(`core/schemas/${name}.schema.json`))) {
      if (typeof part.properties !== 'object') continue;
      assert.equal(part.additionalProperties, false, `${name}${place}`);
    }
  }
});

test('what the core writes is taken', () => {
  assert.deepEqual(faults('plan', plan()), []);
  assert.deepEqual(faults('receipt', receipt()), []);
  assert.deepEqual(faults('selection', plan().selection), []);
  assert.deepEqual(faults('guards', plan().guards), []);
  assert.deepEqual(faults('guards', {}), []);
  const event = { time: '2026-11-24T10:00:00Z', kind: 'image-gone', region: 'ap-guangzhou', image: 'img-1' };
  assert.deepEqual(faults('event', { ...event, detail: { outcome: 'deleted' } }), []);
});

test('every member is needed, and no other may be there', () => {
  for (const [name, document] of /** @type {const} */ ([
    ['plan', plan],
    ['receipt', receipt],
  ])) {
    assert.deepEqual(faults(name, { ...document(), note: 1 }), [' additionalProperties']);
    for (const member of Object.keys(document())) {
      const { [member]: _, ...rest } = document();
      assert.deepEqual(faults(name, rest), [' required'], `${name} without ${member}`);
    }
    const image = document();
    image.images[0].colour = 'red';
    assert.deepEqual(faults(name, image), ['/images/0 additionalProperties']);
  }
});

/** @type {[string, (plan: any) => void, string][]} */
const WRONG_PLANS = [
  ['another version', (it) => (it.schema = 'cvm-images.plan/2'), '/schema const'],
  ['an unknown verdict', (it) => (it.images[0].verdict = 'remove'), '/images/0/verdict enum'],
  ['an unknown reason', (it) => (it.images[0].reasons[0].code = 'requested'), '/images/0/reasons/0/code enum'],
  ['an argument that is no text', (it) => (it.images[0].reasons[0].args.n = 1), '/images/0/reasons/0/args/n type'],
  ['an id of another kind', (it) => (it.images[0].id = 'ins-1'), '/images/0/id pattern'],
  ['a region in capitals', (it) => (it.regions[0].region = 'AP'), '/regions/0/region pattern'],
  ['an unknown status', (it) => (it.regions[0].status = 'half'), '/regions/0/status enum'],
  ['an unknown check', (it) => (it.regions[0].checked[0].check = 'x'), '/regions/0/checked/0/check enum'],
  ['a number as text', (it) => (it.summary.delete = '1'), '/summary/delete type'],
  ['a count below nothing', (it) => (it.summary.delete = -1), '/summary/delete minimum'],
  ['an instant without a zone', (it) => (it.created = '2026-11-24T10:00:00'), '/created pattern'],
  ['a short digest', (it) => (it.digest = 'abc'), '/digest pattern'],
  ['an empty selection', (it) => (it.selection = {}), '/selection anyOf'],
  ['a percentage over 100', (it) => (it.guards.max_percent = 101), '/guards/max_percent maximum'],
  ['an unknown rule', (it) => (it.selection.names = []), '/selection additionalProperties'],
];
for (const [what, spoil, expected] of WRONG_PLANS) {
  test(`a plan with ${what} is refused`, () => {
    const wrong = plan();
    spoil(wrong);
    assert.ok(faults('plan', wrong).includes(expected), faults('plan', wrong).join('\n'));
  });
}

test('selections are held to the words that have a meaning', () => {
  for (const good of [
    { ids: ['img-34vaef8fe'] },
    { min_age: '30d' },
    { all: true, keep_newest: 3, per: 'tag:team' },
    { tag: ['env', 'env=dev', 'env='] },
  ]) {
    assert.deepEqual(faults('selection', good), []);
  }
  for (const bad of [
    { ids: ['img-1', 'img-1'] },
    { min_age: '0d' },
    { min_age: 30 },
    { all: true, per: 'family' },
    { keep_newest: 1, per: 'tag:' },
    { tag: ['=dev'] },
    { name: [''] },
    { until_below: 101 },
    { keep_newest: null },
  ]) {
    assert.notDeepEqual(faults('selection', bad), [], JSON.stringify(bad));
  }
});

test('events are of a closed list of kinds', () => {
  const event = { time: '2026-11-24T10:00:00.250Z', kind: 'image-gone', region: '', image: '', detail: {} };
  assert.deepEqual(faults('event', event), []);
  assert.deepEqual(faults('event', { ...event, kind: 'gone' }), ['/kind enum']);
  assert.deepEqual(faults('event', { ...event, detail: '{}' }), ['/detail type']);
  assert.deepEqual(faults('event', { ...event, schema: 'cvm-images.event/1' }), [' additionalProperties']);
});
