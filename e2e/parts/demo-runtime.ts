/** The runtime that the demo prints a key for, and its repository. */
export const demoRuntime = { name: 'production-eu', repository: 'acme/gitops-config' } as const;
