// The package's documents as types.

/**
 * @typedef {import('cvm-images').Client} Client
 * @typedef {Awaited<ReturnType<Client['plan']>>} Plan
 * @typedef {Awaited<ReturnType<Client['apply']>>} Receipt
 * @typedef {Plan['selection']} Selection
 * @typedef {Plan['guards']} Guards
 */

export {};
