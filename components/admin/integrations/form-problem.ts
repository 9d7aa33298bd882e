import { failureMessage } from '#lib/failures.ts';
import type { Failure } from '#lib/result.ts';

/** What is wrong with the form, and at which of its fields; `form` is what no field is to blame for. */
export interface FormProblem {
  readonly at: 'name' | 'address' | 'api' | 'application' | 'certificates' | 'form';
  readonly text: string;
}

/** Fields by the names that failures have for them: their labels, and those of the input schema. */
const fields: Readonly<Record<string, FormProblem['at']>> = {
  name: 'name',
  Address: 'address',
  origin: 'address',
  'API address': 'api',
  apiBase: 'api',
  'OAuth application': 'application',
  oauthClientId: 'application',
  oauthClientSecret: 'application',
  'CA bundle': 'certificates',
  caBundle: 'certificates',
};

/** Finds the field that a refusal is about, and words without its name. */
export function formProblem(failure: Failure): FormProblem {
  const message = failureMessage(failure);
  if (failure.code === 'name_taken') return { at: 'name', text: message };
  if (failure.code === 'origin_taken') return { at: 'address', text: message };
  const field = String(failure.detail?.['field'] ?? '');
  const at = fields[field];
  if (at === undefined) return { at: 'form', text: message };
  const text = message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  return { at, text: text.charAt(0).toUpperCase() + text.slice(1) };
}
