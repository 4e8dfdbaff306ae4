import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { apiRoutes } from '../../functions/contracts/http/index.ts';
import { refusalAnswer } from '../../functions/runtime/api/problem-answer.ts';
import { refusalStatus } from '../../functions/runtime/refusal-status.ts';

const functions = join(import.meta.dirname, '..', '..', 'functions');

/** Codes that the sources refuse with: literal ones, and patterns of those that are put together. */
function refusalsIn(source: string): { literal: string[]; patterns: RegExp[] } {
  const literal: string[] = [];
  const patterns: RegExp[] = [];
  for (const [, quote, code = ''] of source.matchAll(
    /(?:\brefuse\(|\brefusalAnswer\(\s*\{\s*code:)\s*(['`])([a-z$][^'`\s]*)\1/g,
  )) {
    if (quote === '`' && code.includes('${')) {
      patterns.push(new RegExp(`^${code.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z-]+')}$`));
    } else if (/^[a-z-]+\.[a-z-]+$/.test(code)) literal.push(code);
  }
  return { literal, patterns };
}

/** Codes of the HTTP layer itself, which answers them with their status where they arise. */
const ofTheRequest = /^(request|field|system)\./;

const sources = globSync('**/*.ts', { cwd: functions })
  .filter((file) => !file.endsWith('refusal-status.ts'))
  .map((file) => ({ file, source: readFileSync(join(functions, file), 'utf8') }));
const found = sources
  .map(({ source }) => refusalsIn(source))
  .reduce((a, b) => ({ literal: [...a.literal, ...b.literal], patterns: [...a.patterns, ...b.patterns] }));
const literal = [...new Set(found.literal)].filter((code) => !ofTheRequest.test(code)).toSorted();

test('the scan sees refusals in every way of writing them', () => {
  const source =
    "refuse(\n  'a.b-c',\n) refuse(`${type}.unknown`) refusalAnswer({ code: 'd.e', message }) refuse(`f.g`) { code: 'h.i' }";
  const { literal: seen, patterns } = refusalsIn(source);
  expect(seen).toEqual(['a.b-c', 'd.e', 'f.g']);
  expect(patterns.map((pattern) => pattern.test('lead.unknown'))).toEqual([true]);
  expect(literal.length).toBeGreaterThan(30);
});

describe('every refusal', () => {
  test('has its HTTP status', () => {
    expect(literal.filter((code) => refusalStatus[code] === undefined)).toEqual([]);
    const codes = Object.keys(refusalStatus);
    expect(found.patterns.filter((pattern) => !codes.some((code) => pattern.test(code)))).toEqual([]);
  });

  test('that is mapped is refused somewhere', () => {
    const code = sources.filter(({ file }) => !file.startsWith('contracts/')).map(({ source }) => source);
    const stale = Object.keys(refusalStatus).filter(
      (one) =>
        !code.some((source) => source.includes(`'${one}'`)) &&
        !found.patterns.some((pattern) => pattern.test(one)),
    );
    expect(stale).toEqual([]);
  });

  test('that a route declares is mapped', () => {
    const declared = apiRoutes.flatMap(({ refusals = [] }) => refusals);
    expect(declared.filter((code) => refusalStatus[code] === undefined)).toEqual([]);
  });

  test('has a status of the client’s making, and the list is sorted', () => {
    // What stands behind the API and gives no answer is nobody's fault here (RFC 9110 §15.6.5).
    const wrong = Object.entries(refusalStatus).filter(([code, status]) =>
      code.endsWith('.not-answering') ? status !== 504 : status < 400 || status > 499,
    );
    expect(wrong).toEqual([]);
    expect(Object.keys(refusalStatus)).toEqual(Object.keys(refusalStatus).toSorted());
  });
});

test('a refusal without status is a fault', () => {
  expect(() => refusalAnswer({ code: 'no.such', message: '' }, false)).toThrow(/no\.such/);
});
