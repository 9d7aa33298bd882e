/** As many bytes of each form as are compared; a secret shorter than that in any form is refused. */
const width = 16;
const base = 257;

/** What a text may look like in a file: as it is, UTF-16, hexadecimal, base64 at each of its three alignments. */
function forms(text: string): Buffer[] {
  const plain = Buffer.from(text);
  const hex = plain.toString('hex');
  const base64 = [0, 1, 2].map((shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift), plain]).toString('base64');
    // The ends mix with what stands beside them.
    return encoded.slice(shift === 0 ? 0 : 4, Math.floor((shift + plain.length) / 3) * 4);
  });
  const escaped = encodeURIComponent(text);
  const texts = [hex, hex.toUpperCase(), ...base64, ...base64.map(toUrlAlphabet), escaped];
  return [plain, Buffer.from(text, 'utf16le'), ...texts.map((each) => Buffer.from(each))];
}

function toUrlAlphabet(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

function hash(bytes: Buffer, from: number): number {
  let value = 0;
  for (let index = from; index < from + width; index += 1) value = (Math.imul(value, base) + (bytes[index] ?? 0)) | 0;
  return value;
}

/**
 * Looks for any of many secrets in large files, in one pass each (Rabin and Karp's rolling hash). The function it gives
 * returns which of the secrets, by index, are in the bytes in any form.
 */
export function secretFinder(secrets: readonly string[]): (bytes: Buffer) => number[] {
  const needles = new Map<number, { start: Buffer; secret: number }[]>();
  secrets.forEach((secret, index) => {
    for (const form of forms(secret)) {
      if (form.length < width) throw new Error('A secret is too short to look for.');
      const start = form.subarray(0, width);
      const same = needles.get(hash(start, 0)) ?? [];
      same.push({ start, secret: index });
      needles.set(hash(start, 0), same);
    }
  });
  let leading = 1;
  for (let index = 1; index < width; index += 1) leading = Math.imul(leading, base);
  return (bytes) => {
    const found = new Set<number>();
    if (bytes.length < width) return [];
    let value = hash(bytes, 0);
    for (let end = width; ; end += 1) {
      const candidates = needles.get(value);
      if (candidates !== undefined) {
        const window = bytes.subarray(end - width, end);
        for (const { start, secret } of candidates) if (start.equals(window)) found.add(secret);
      }
      if (end >= bytes.length) return [...found];
      value = (Math.imul(value - Math.imul(bytes[end - width] ?? 0, leading), base) + (bytes[end] ?? 0)) | 0;
    }
  };
}
