/** @type {import('next').NextConfig} */
export default {
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  agentRules: false,
  devIndicators: false,
  images: { unoptimized: true },
  poweredByHeader: false,
  // server.ts compresses, after it has put the stylesheets into the page.
  compress: false,
  reactStrictMode: true,
  // The gate checks types, of tests and tools too; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: [
    '@electric-sql/pglite',
    'drizzle-orm',
    'pg',
    'pino',
    'undici',
    '@octokit/rest',
    'oauth4webapi',
    'rate-limiter-flexible',
  ],
};
