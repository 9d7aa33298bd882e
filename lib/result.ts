/** What a verb returns: plain data, so that it can cross a server action. Bugs throw; expected failures are codes. */
export type Result<Value, Code extends string = string> = { readonly ok: true; readonly value: Value } | Failure<Code>;

export interface Failure<Code extends string = string> {
  readonly ok: false;
  readonly code: Code;
  /** Facts for the words (`lib/failures.ts`): names of scopes, a login, a URL. Never a secret. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

export function ok<Value>(value: Value): { readonly ok: true; readonly value: Value } {
  return { ok: true, value };
}

export function fail<Code extends string>(code: Code, detail?: Failure['detail']): Failure<Code> {
  return detail === undefined ? { ok: false, code } : { ok: false, code, detail };
}
