// Opens an XForm with @getodk/xforms-engine and answers it: node --expose-gc xforms-engine.mjs FORM SCRIPT
//
// SCRIPT is one of `phieu try`; the time of each answer is taken, its question found before, and memory at the end. Prints one line of JSON.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('<!doctype html>', { url: 'http://localhost/' });
globalThis.window = window;
for (const name of ['document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Attr', 'Text', 'Comment', 'CDATASection',
  'ProcessingInstruction', 'Document', 'XMLDocument', 'XPathResult', 'NodeFilter', 'localStorage']) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
// The parser that the engine bundles looks for CommonJS where it finds no browser.
globalThis.require = createRequire(import.meta.url);
globalThis.__dirname = import.meta.dirname;
globalThis.__filename = import.meta.filename;
const { loadForm } = await import('@getodk/xforms-engine');

const [form, script] = process.argv.slice(2);
const xml = readFileSync(form, 'utf8');
const { steps } = JSON.parse(readFileSync(script, 'utf8'));

const begin = performance.now();
const loaded = await loadForm(xml, { missingResourceBehavior: 'BLANK' });
const { root } = loaded.createInstance();
const load_ms = performance.now() - begin;

const children = (node) => node.currentState.children ?? [];
const below = (node) => [node, ...children(node).flatMap(below)];
const find = (reference) => below(root).find((node) => node.currentState.reference === reference);
const plain = (reference) => reference.replace(/\[\d+\]$/, '');
const known = new Map();
const node = (reference) => {
  if (!known.has(reference)) {
    for (const found of below(root)) known.set(found.currentState.reference, found);
  }
  return known.get(reference);
};

const times = [];
for (const step of steps) {
  const target = step.add ? below(root).find((found) => found.nodeType === 'repeat-range:uncontrolled' && plain(found.currentState.reference) === step.add)
    : node(step.answer) ?? find(step.answer);
  const start = performance.now();
  if (step.add) target.addInstances();
  else if (target.nodeType === 'select') target.selectValue(String(step.value));
  else target.setValue(String(step.value));
  if (step.answer) times.push(performance.now() - start);
}
globalThis.gc?.();
times.sort((a, b) => a - b);
const answer_ms = times.length ? times[times.length >> 1] : null;
console.log(JSON.stringify({ load_ms, answer_ms, answers: times.length, rss_mb: process.memoryUsage().rss / 1e6 }));
