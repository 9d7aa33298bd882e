import { processWide } from '#lib/process-wide.ts';

/** Bytes of large bodies that a process holds at once: strangers may send them, and each is held until it is judged. */
const room = 100_000_000;
/** A body up to this length always finds room. */
const small = 262_144;

/** Takes room for a body of so many bytes; call what comes back once the answer is sent. Null: there is none left. */
export function takeRoom(length: number): (() => void) | null {
  const taken = processWide('body-room', () => ({ bytes: 0 }));
  const bytes = length <= small ? 0 : length;
  if (bytes > 0 && taken.bytes + bytes > room) return null;
  taken.bytes += bytes;
  let given = false;
  return () => {
    if (!given) taken.bytes -= bytes;
    given = true;
  };
}
