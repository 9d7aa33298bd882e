import { credential } from './credential.ts';
import { settingsPage } from './settings-page.ts';

/** `npm run bench`, or `npm run bench -- settings-page` for one alone. Each figure is one line of JSON. */
const benches = new Map([
  ['settings-page', settingsPage],
  ['credential', credential],
]);

const asked = process.argv.slice(2).filter((name) => !name.startsWith('-'));
const unknown = asked.find((name) => !benches.has(name));
if (unknown !== undefined) {
  console.error(`No bench is called ${unknown}. There are: ${[...benches.keys()].join(', ')}.`);
  process.exit(1);
}
for (const [name, run] of benches) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  for await (const figure of run()) console.log(JSON.stringify(figure));
}
