/** Emscripten's glue (built): makes an instance at once when `instantiateWasm` does. */
export default function createEngine(options: Record<string, unknown>): any;
