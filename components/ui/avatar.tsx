/** The first letters of a login or a name: `octo-ada` is OA. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const [first = '?', second] = words;
  const letters =
    second === undefined ? [...first].slice(0, 2).join('') : `${[...first][0] ?? ''}${[...second][0] ?? ''}`;
  return letters.toUpperCase();
}

/** A picture over initials: an image that does not load draws nothing, and the initials show. The name stands beside it. */
export function Avatar({ name, url, medium = false }: { name: string; url: string | null; medium?: boolean }) {
  return (
    <span className={medium ? 'avatar avatar-m' : 'avatar'} aria-hidden="true">
      {initials(name)}
      {url === null ? null : (
        <img src={url} alt="" width="28" height="28" loading="lazy" decoding="async" referrerPolicy="no-referrer" />
      )}
    </span>
  );
}
