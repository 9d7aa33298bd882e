/**
 * Every icon of the app, once per document; `Icon` refers to them by name, so that a row costs two elements and no
 * script. Drawn on 16 × 16 with `currentColor`. The names are those of `IconName`.
 */
const strokes = {
  check: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM5.2 8.2l2 2 3.7-4.3',
  tick: 'm3.5 8.4 3 3 6-6.6',
  pencil: 'M10.6 3.1 12.9 5.4 5.6 12.7 2.8 13.2 3.3 10.4zM9.2 4.5l2.3 2.3',
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.4V8l2.3 1.7',
  octagon: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3l3.8-3.8ZM5.9 5.9l4.2 4.2m0-4.2-4.2 4.2',
  triangle: 'M8 1.8 14.8 14H1.2L8 1.8ZM8 6.3v3.5M8 11.8v.1',
  unplug:
    'm6.7 9.3-4.9 4.9M9.7 6.3l4.5-4.5M5 7.1 3.7 8.4a2.7 2.7 0 0 0 3.9 3.9L8.9 11M7.1 5 8.4 3.7a2.7 2.7 0 0 1 3.9 3.9L11 8.9',
  cloud: 'M4.6 12.5h6.9a2.9 2.9 0 0 0 .9-5.7 4.4 4.4 0 0 0-8.4-.9 3.3 3.3 0 0 0 .6 6.6ZM6.5 8l3 2.6m0-2.6-3 2.6',
  question:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM6.2 6.3c.1-1.1.8-1.7 1.8-1.7s1.8.7 1.8 1.6c0 1.3-1.8 1.4-1.8 2.7M8 11.3v.1',
  branch:
    'M4.5 5.3v5.4M11.5 6.8c0 2.6-4.7 2-6.7 3.7M4.5 1.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM4.5 10.7a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6ZM11.5 3.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6Z',
  search: 'M7 2.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6ZM10.5 10.5l3.5 3.5',
  external: 'M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.2 2.8 7.5 8.5',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  eye: 'M1.3 8S3.8 3.5 8 3.5 14.7 8 14.7 8 12.2 12.5 8 12.5 1.3 8 1.3 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z',
  'eye-off':
    'M6.3 3.7A6 6 0 0 1 8 3.5C12.2 3.5 14.7 8 14.7 8a12 12 0 0 1-1.8 2.3M4 5A11 11 0 0 0 1.3 8s2.5 4.5 6.7 4.5a6 6 0 0 0 3.5-1.2M2 2l12 12',
  close: 'm4 4 8 8m0-8-8 8',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  plus: 'M8 3v10M3 8h10',
  key: 'M5.3 7.7a3.1 3.1 0 1 0 0 6.2 3.1 3.1 0 0 0 0-6.2ZM7.6 8.5 13.7 2.4M11 5.1l2.2 2.2',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 1v1.3M8 13.7V15M1 8h1.3M13.7 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  moon: 'M13.8 9.7A6 6 0 0 1 6.3 2.2a6 6 0 1 0 7.5 7.5Z',
  device: 'M2 3h12v8H2zM5.5 13.5h5',
  leave: 'M6.5 2.5h-4v11h4M10.5 5 13.5 8l-3 3M13.2 8H6.5',
  refresh: 'M13.5 3v3.5H10M2.5 13V9.5H6M13.2 6.5A5.5 5.5 0 0 0 3.6 5M2.8 9.5A5.5 5.5 0 0 0 12.4 11',
  trash: 'M2.5 4.5h11M6.5 2.5h3M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4',
  link: 'M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.75 2.75 0 0 0-3.9-3.9l-.8.8M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.75 2.75 0 0 0 3.9 3.9l.8-.8',
} as const;

const fills = {
  dots: 'M3 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4ZM8 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4ZM13 6.8a1.2 1.2 0 1 0 0 2.4 1.2 1.2 0 0 0 0-2.4Z',
  github:
    'M8 0c4.42 0 8 3.58 8 8a8.013 8.013 0 0 1-5.45 7.59c-.4.08-.55-.17-.55-.38 0-.27.01-1.13.01-2.2 0-.75-.25-1.23-.54-1.48 1.78-.2 3.65-.88 3.65-3.95 0-.88-.31-1.59-.82-2.15.08-.2.36-1.02-.08-2.12 0 0-.67-.22-2.2.82-.64-.18-1.32-.27-2-.27-.68 0-1.36.09-2 .27-1.53-1.03-2.2-.82-2.2-.82-.44 1.1-.16 1.92-.08 2.12-.51.56-.82 1.28-.82 2.15 0 3.06 1.86 3.75 3.64 3.95-.23.2-.44.55-.51 1.07-.46.21-1.61.55-2.33-.66-.15-.24-.6-.83-1.23-.82-.67.01-.27.38.01.53.34.19.73.9.82 1.13.16.45.68 1.31 2.69.94 0 .67.01 1.3.01 1.49 0 .21-.15.45-.55.38A7.995 7.995 0 0 1 0 8c0-4.42 3.58-8 8-8Z',
} as const;

function symbol(name: string, shape: string): string {
  return `<symbol id="i-${name}" viewBox="0 0 16 16">${shape}</symbol>`;
}

// Lines are drawn as the class of the icon says, which the symbol inherits.
const symbols = [
  ...Object.entries(strokes).map(([name, path]) => symbol(name, `<path d="${path}"/>`)),
  ...Object.entries(fills).map(([name, path]) => symbol(name, `<path fill="currentColor" stroke="none" d="${path}"/>`)),
  symbol('dashed', '<circle cx="8" cy="8" r="6.5" stroke-dasharray="2.6 2.5"/>'),
].join('');

/** One text, made once: as elements it would cost every page view as much as ten rows do. */
export function Sprite() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true" dangerouslySetInnerHTML={{ __html: symbols }} />
  );
}

export type IconName = keyof typeof strokes | keyof typeof fills | 'dashed';
