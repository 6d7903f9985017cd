const colours = process.stdout.isTTY && !process.env.NO_COLOR;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, cyan: 36 };

/** @param {keyof typeof CODES} style @param {string} text */
const paint = (style, text) => (colours ? `\x1b[${CODES[style]}m${text}\x1b[0m` : text);

/** Tells the demo to a person and keeps count of what was expected. */
export class Narrator {
  /** @type {string[]} */
  #failed = [];
  #expected = 0;
  #chapters = 0;

  /** @param {string} title */
  chapter(title) {
    this.#chapters += 1;
    console.log(`\n${paint('bold', `${this.#chapters}. ${title}`)}`);
  }

  /** @param {string[]} words */
  command(words) {
    console.log(paint('cyan', `   $ ${words.join(' ')}`));
  }

  /** @param {{ all: string, status?: number | null }} result */
  output({ all, status }) {
    for (const line of all.trimEnd().split('\n')) console.log(`   ${line}`);
    if (status !== undefined) console.log(paint('dim', `   exit status ${status}`));
  }

  /** @param {string} what @param {boolean} holds */
  expect(what, holds) {
    this.#expected += 1;
    if (!holds) this.#failed.push(what);
    console.log(holds ? `   ${paint('green', '✓')} ${what}` : `   ${paint('red', '✗')} ${what}`);
  }

  /** @returns {number} the exit status */
  end() {
    if (this.#failed.length === 0) {
      console.log(`\n${paint('green', 'The images are deleted and verified.')} ${this.#expected} expectations held.\n`);
      return 0;
    }
    console.log(`\n${paint('red', `${this.#failed.length} of ${this.#expected} expectations did not hold:`)}`);
    for (const what of this.#failed) console.log(`  - ${what}`);
    return 1;
  }
}
