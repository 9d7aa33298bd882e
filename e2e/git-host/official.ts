import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { isRecord } from './http.ts';

const folder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@octokit/openapi/package.json')),
  'generated',
);

/** `api.github.com`, or the newest description of Enterprise Server that the package has. */
export function descriptionName(shape: 'github' | 'enterprise'): string {
  if (shape === 'github') return 'api.github.com';
  const versions = readdirSync(folder).flatMap((name) => /^ghes-3\.(\d+)\.json$/.exec(name)?.[1] ?? []);
  return `ghes-3.${Math.max(...versions.map(Number))}`;
}

/** GitHub's official OpenAPI description, as a judge of answers. */
export class OfficialDescription {
  readonly #ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false });
  readonly #name: string;
  readonly #document: unknown;

  constructor(shape: 'github' | 'enterprise') {
    this.#name = descriptionName(shape);
    const text = readFileSync(path.join(folder, `${this.#name}.json`), 'utf8');
    const document: unknown = JSON.parse(text, (_key, value: unknown) => withoutBareNullable(value));
    if (!isRecord(document)) throw new Error(`${this.#name} is no description`);
    this.#document = document;
    addFormats(this.#ajv);
    this.#ajv.addSchema({ ...document, $id: this.#name });
  }

  /** Whether the description has this operation at all. */
  has(method: string, template: string): boolean {
    return isRecord(this.#at(['paths', template, method.toLowerCase()]));
  }

  /** What the description holds against an answer; an empty list when it is as described. */
  problems(method: string, template: string, status: number, json: unknown): string[] {
    const place = ['paths', template, method.toLowerCase(), 'responses', String(status)];
    if (!isRecord(this.#at(place))) return [`${status} is not described for ${method} ${template}`];
    const referred = this.#at([...place, '$ref']);
    const pointer = typeof referred === 'string' ? referred.slice(2).split('/') : place;
    const schema = [...pointer, 'content', 'application/json', 'schema'];
    if (!isRecord(this.#at(schema))) return json === null ? [] : ['no body is described'];
    return this.#validate(schema, json);
  }

  /** What the description holds against the body of a webhook delivery. */
  eventProblems(event: string, json: unknown): string[] {
    return this.#validate(['x-webhooks', event, 'post', 'requestBody', 'content', 'application/json', 'schema'], json);
  }

  #validate(schema: readonly string[], json: unknown): string[] {
    const validate = this.#ajv.compile({ $ref: `${this.#name}#/${schema.map(escapePointer).join('/')}` });
    if (validate(json)) return [];
    return (validate.errors ?? []).map(
      (error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`,
    );
  }

  #at(pointer: readonly string[]): unknown {
    let value: unknown = this.#document;
    for (const key of pointer) value = isRecord(value) ? value[key] : undefined;
    return value;
  }
}

/** `nullable` beside `oneOf` alone, in a few places of the description, is what ajv does not take. */
function withoutBareNullable(value: unknown): unknown {
  if (!isRecord(value) || value['nullable'] !== true || !Array.isArray(value['oneOf'])) return value;
  const { nullable: _, ...rest } = value;
  const choices: readonly unknown[] = value['oneOf'];
  return { ...rest, oneOf: [...choices, { enum: [null] }] };
}

const escapePointer = (key: string): string => encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
