/** The first letters of a login or a name: `octo-ada` is OA. */
function initials(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const [first = '?', second] = words;
  const letters =
    second === undefined ? [...first].slice(0, 2).join('') : `${[...first][0] ?? ''}${[...second][0] ?? ''}`;
  return letters.toUpperCase();
}

/** The address as CSS takes it: nothing in it can end the text it stands in. */
function cssUrl(url: string): string {
  return `url("${url.replaceAll(/["\\\s()]/g, (character) => encodeURIComponent(character))}")`;
}

/** A picture over initials: a background that does not load draws nothing, and the initials show. The name stands beside it. */
export function Avatar({ name, url, medium = false }: { name: string; url: string | null; medium?: boolean }) {
  return (
    <span className={medium ? 'avatar avatar-m' : 'avatar'} aria-hidden="true">
      {initials(name)}
      {url === null ? null : <span className="avatar-picture" style={{ backgroundImage: cssUrl(url) }} />}
    </span>
  );
}
