import { ControlError } from './control-error.js';
import { ensureRegion, regionState } from './state.js';

/** @typedef {import('./simulator.js').Simulator} Simulator */
/** @typedef {import('./types.js').ImageRecord} ImageRecord */
/** @typedef {import('./types.js').Members} Members */

/** @param {number} wallMs */
const isoTime = (wallMs) => new Date(wallMs).toISOString().replace(/\.\d+Z$/, 'Z');

/**
 * Receivers may be given as plain account ids.
 * @param {Members} members
 * @param {number} wallMs
 * @returns {Members}
 */
function withReceivers(members, wallMs) {
  if (!Array.isArray(members.shared_with)) return members;
  const receivers = members.shared_with.map((receiver) =>
    typeof receiver === 'string' ? { AccountId: receiver, CreatedTime: isoTime(wallMs) } : receiver,
  );
  return { ...members, shared_with: receivers };
}

/**
 * @param {string} id
 * @param {number} wallMs
 * @returns {ImageRecord}
 */
function plainImage(id, wallMs) {
  return {
    ImageId: id,
    OsName: 'TencentOS Server 3.1 (TK4)',
    ImageType: 'PRIVATE_IMAGE',
    CreatedTime: isoTime(wallMs),
    ImageName: id,
    ImageDescription: '',
    ImageSize: 20,
    Architecture: 'x86_64',
    ImageState: 'NORMAL',
    Platform: 'TencentOS',
    ImageCreator: '100000000001',
    ImageSource: 'CREATE_IMAGE',
    SyncPercent: null,
    IsSupportCloudinit: true,
    SnapshotSet: [],
    Tags: [],
    LicenseType: 'TencentCloud',
  };
}

/**
 * @param {Simulator} simulator
 * @param {string[]} path
 * @returns {ImageRecord}
 */
function find({ state }, [region = '', id = '']) {
  const image = regionState(state, region).images.find((candidate) => candidate.ImageId === id);
  if (!image) throw new ControlError(404, `no image ${id} in ${region}`);
  return image;
}

export const controlImage = {
  /** @type {(simulator: Simulator, body: any, path: string[]) => ImageRecord} */
  get: (simulator, _body, path) => find(simulator, path),

  /**
   * Members are merged; null is a value of its own, so what has to be absent is listed in `remove`.
   * @type {(simulator: Simulator, body: any, path: string[]) => ImageRecord}
   */
  patch(simulator, { remove = [], ...members }, path) {
    const image = find(simulator, path);
    Object.assign(image, withReceivers(members, simulator.clock.wall_ms));
    for (const name of remove) delete image[name];
    simulator.changed();
    return image;
  },

  /**
   * What is not given is as in a plain image of one's own that is ready.
   * @type {(simulator: Simulator, body: any, path: string[]) => ImageRecord}
   */
  put(simulator, { remove = [], ...members }, [region = '', id = '']) {
    if (!region || !id) throw new ControlError(400, 'a region and an id are needed');
    const wall = simulator.clock.wall_ms;
    /** @type {ImageRecord} */
    const image = { ...plainImage(id, wall), ...withReceivers(members, wall), ImageId: id };
    for (const name of remove) delete image[name];
    const { images } = ensureRegion(simulator.state, region);
    const index = images.findIndex((candidate) => candidate.ImageId === id);
    images.splice(index < 0 ? images.length : index, index < 0 ? 0 : 1, image);
    simulator.changed();
    return image;
  },

  /**
   * At once, with nothing left visible.
   * @type {(simulator: Simulator, body: any, path: string[]) => ImageRecord}
   */
  remove(simulator, _body, path) {
    const image = find(simulator, path);
    const region = regionState(simulator.state, path[0] ?? '');
    region.images = region.images.filter((candidate) => candidate !== image);
    simulator.changed();
    return image;
  },
};
