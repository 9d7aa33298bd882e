import type { Refusal } from './refusal.ts';

export const malformed: Refusal = {
  status: 400,
  code: 'malformed',
  message: 'This form was not written by a page of this app.',
};
const tooMany: Refusal = { status: 413, code: 'too_many_fields', message: 'That is more than any form here has.' };
const noFiles: Refusal = { status: 422, code: 'no_files', message: 'No form here takes files.' };

/** More than any form here has. */
const mostFields = 100;
/** Every action here takes one value; with `useActionState` its last state comes before it. */
const mostArguments = 2;

/**
 * Of React's own notation for values (strings that begin with `$`) the app's pages send these: an escaped dollar sign,
 * undefined, a date, a form. The rest (references to functions, streams, paths into other values) never is, and is where
 * React's decoder was broken (CVE-2025-55182), so it does not get there.
 */
const plain = /^\$(?:\$|undefined$|D[\dTZ:.+-]{10,30}$|K[\da-f]{1,2}$)/;
const keys = /^(?:__proto__|constructor|prototype|then)$/;
/** How a form that works without JavaScript names its action, and where the action's bound values are. */
const actionReference = /^\{"id":"[\da-f]{42}","bound":(?:null|"\$@\d")\}$/;

/** Deeper than any value here, and shallow enough for decoders that recurse. */
const deepest = 16;

function isPlain(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !value.startsWith('$') || plain.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === deepest || Object.keys(value).some((key) => keys.test(key))) return false;
  return Object.values(value).every((inner: unknown) => isPlain(inner, depth + 1));
}

/** The list of an action's arguments, as React writes it. */
function areArguments(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.length <= mostArguments && isPlain(value);
  } catch {
    return false;
  }
}

function judgeField(name: string, text: string): boolean {
  if (keys.test(name)) return false;
  if (/^\$ACTION_\d:0$/.test(name)) return actionReference.test(text);
  return /^(?:\d+|\$ACTION_\d:\d+)$/.test(name) ? areArguments(text) : true;
}

async function judgeForm(contentType: string, body: Buffer): Promise<Refusal | null> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    let count = 0;
    for (const [name, value] of form) {
      count += 1;
      if (count > mostFields) return tooMany;
      if (typeof value !== 'string') return noFiles;
      if (!judgeField(name, value)) return malformed;
    }
    return count === 0 ? malformed : null;
  } catch {
    return malformed;
  }
}

/** Whether a body is one that a page of this app could have sent to a server action. */
export async function judgeActionBody(contentType: string, isAction: boolean, body: Buffer): Promise<Refusal | null> {
  if (/^multipart\/form-data\b/i.test(contentType)) return judgeForm(contentType, body);
  if (!isAction) return null;
  return /^text\/plain\b/i.test(contentType) && areArguments(body.toString('utf8')) ? null : malformed;
}
