import { customType, timestamp } from 'drizzle-orm/pg-core';

/** Raw bytes: sealed secrets, digests. PGlite answers Uint8Array and pg answers Buffer; both read as Uint8Array. */
export const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({
  dataType: () => 'bytea',
  toDriver: (value) => Buffer.from(value.buffer, value.byteOffset, value.byteLength),
});

/** An instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
