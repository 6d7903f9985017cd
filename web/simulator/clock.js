/** @typedef {import('./types.js').ClockState} ClockState */

/**
 * Two times, because tests move them apart: `time` only ever passes (rates, visibility after a deletion), `wall` is what
 * the service believes the date to be (signatures, Date header). `advance_ms` lets time pass, `offset_ms` makes the wall
 * clock wrong; neither changes the other.
 */
export class Clock {
  /**
   * @param {() => number} now
   * @param {() => ClockState} state
   */
  constructor(now, state) {
    this.now = now;
    this.state = state;
  }

  get time_ms() {
    return this.now() + this.state().advance_ms;
  }

  get wall_ms() {
    return this.now() + this.state().offset_ms;
  }
}
