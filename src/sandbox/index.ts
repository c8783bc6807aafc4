/** The face of the sandbox: describe an estate, start it, point any AWS client at it. */

export type { Estate } from './estate.ts';
export { estateJsonSchema, parseEstate } from './estate.ts';
export { builtInEstates } from './estates/index.ts';
export type { Fault } from './faults.ts';
export type { Handled } from './sandbox.ts';
export type { Sandbox, SandboxOptions } from './server.ts';
export { startSandbox } from './server.ts';
