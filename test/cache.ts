// This file says where tests keep what is made once for all of them.

/** Inside node_modules, so that nobody commits it and a clean install clears it. */
export const cacheFolder = 'node_modules/.cache/mapscope-test'
