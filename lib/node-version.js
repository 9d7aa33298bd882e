// Loaded with --import before a .ts entry, so plain JavaScript that Node 20 reads too.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Node ${process.versions.node} cannot run this. Run \`npm ci\` first: on Linux it brings Node 24 along; elsewhere install Node 24 (at least 22.18).`,
  );
  process.exit(1);
}
