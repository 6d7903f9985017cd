// What the worker has to know of a send log, whose lines are the engine's: does it tell of a request that may have acted?
// The engine reads the rest.

/** Written by the engine before what it announces. @param {any} image */
const mayHaveActed = ({ stage, sends, unsharing }) => stage !== 'waiting' || sends > 0 || unsharing === true;

/**
 * True as well for what cannot be read: nobody may say then that nothing was sent.
 * @param {string} journal
 */
export function namesSend(journal) {
  try {
    const lines = journal.split('\n').filter((line) => line !== '');
    return lines.some((line) => (JSON.parse(line).images ?? []).some(mayHaveActed));
  } catch {
    return true;
  }
}
