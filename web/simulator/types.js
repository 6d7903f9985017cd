/**
 * The shapes that the simulator's files hand to each other. Names of the cloud's own members are spelled as in the API
 * (`ImageId`); names that exist only here are in snake_case, so that no answer can mix the two up.
 *
 * @typedef {Record<string, any>} Members  members of an API structure, or of an answer
 *
 * @typedef {object} SharePermission
 * @property {string} AccountId
 * @property {string} CreatedTime
 *
 * @typedef {Members & { ImageId: string, shared_with?: SharePermission[], deleted_at_ms?: number, busy?: boolean }} ImageRecord
 *   an image: members that start with a capital letter are answered as they stand, the others stay here
 *
 * @typedef {Members & { LaunchTemplateId: string, default_version: number, versions: Members[] }} LaunchTemplateRecord
 *
 * @typedef {object} RegionState
 * @property {number} quota  custom images allowed
 * @property {ImageRecord[]} images
 * @property {Members[]} instances
 * @property {LaunchTemplateRecord[]} launch_templates
 * @property {Members[]} launch_configurations
 * @property {Members[]} snapshots  without Images and ImageCount, which follow from the images
 *
 * @typedef {object} Settings
 * @property {number} visible_after_delete_ms
 * @property {number} max_ids
 * @property {boolean | 'stop'} partial
 * @property {number} latency_ms
 * @property {'success' | 'DryRunOperation'} dry_run_answer
 * @property {'NotFound' | 'TaskRunning'} delete_again
 * @property {'all' | 'system-only'} bound_snapshots
 * @property {Record<string, number>} rates
 *
 * @typedef {object} ClockState
 * @property {number} offset_ms
 * @property {number} advance_ms
 *
 * @typedef {object} State
 * @property {{ AccountId: string, sub_accounts: string[] }} account
 * @property {Record<string, RegionState>} regions
 * @property {Settings} settings
 * @property {ClockState} clock
 *
 * @typedef {object} Credential
 * @property {string} secret_id
 * @property {string} secret_key
 * @property {string} [token]  needed in X-TC-Token when it is set
 * @property {{ Arn: string, AccountId: string, UserId: string, PrincipalId: string, Type: string }} identity
 * @property {string[]} [denied]  actions that the key may not call
 *
 * @typedef {{ account: State['account'], credentials: Credential[], regions: Record<string, Partial<RegionState>>,
 *   settings?: Partial<Settings> }} Seed
 *
 * @typedef {object} WireRequest  a request with its transport taken off
 * @property {string} method
 * @property {string} path
 * @property {string} query  the exact text after the question mark
 * @property {Record<string, string>} headers  lower-case names
 * @property {Uint8Array} body
 * @property {boolean} accepts_gzip
 * @property {boolean} body_too_large  the body was larger than the service takes and was not kept
 * @property {number} connection
 * @property {boolean} reused  not the first request of its connection
 * @property {string} http_version
 *
 * @typedef {{ kind: 'destroy', rst?: boolean, stream?: boolean } | { kind: 'cut', announce: number }
 *   | { kind: 'slow', delay_ms: number, chunk_bytes: number } | { kind: 'hang' } | { kind: 'chunked' }} WireInstruction
 *   what the transport does instead of sending the answer in one piece
 *
 * @typedef {object} Outcome
 * @property {number} status
 * @property {[string, string][]} headers  a name may stand there twice
 * @property {Uint8Array} body
 * @property {number} delay_ms  time to wait before the answer
 * @property {WireInstruction} [wire]
 *
 * @typedef {Members & { kind: string, action?: string, region?: string, times: number, skip: number }} Fault
 *
 * @typedef {object} Context  what an action sees
 * @property {State} state
 * @property {Settings} settings
 * @property {string} region
 * @property {RegionState} data  the region's part of the state
 * @property {Credential} credential
 * @property {number} time_ms  the time that passes: rates, visibility
 * @property {number} wall_ms  the service's clock: dates
 * @property {() => void} changed  to be called by an action that has changed the state
 *
 * @typedef {{ type: 'string' | 'integer' | 'boolean', required?: boolean } | { type: 'list', item: ParameterType, required?: boolean }
 *   | { type: 'struct', members: Record<string, ParameterType>, required?: boolean }} ParameterType
 *
 * @typedef {object} Action
 * @property {string} service
 * @property {string} version
 * @property {boolean} needs_region
 * @property {boolean} image_action  a wrong region is InvalidRegion.NotFound here, elsewhere UnsupportedRegion
 * @property {number} rate  calls in a second
 * @property {Record<string, ParameterType>} parameters
 * @property {(context: Context, parameters: Members) => Members} run
 */

export {};
