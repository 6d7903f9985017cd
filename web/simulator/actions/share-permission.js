import { findImage } from '../images.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').ImageRecord} ImageRecord */
/** @typedef {import('../types.js').Members} Members */

const LARGEST_RECEIVERS = 500;

/**
 * @param {Context} context
 * @param {string} id
 */
function ownImage(context, id) {
  const image = findImage(context, id);
  if (image.ImageType !== 'PRIVATE_IMAGE') {
    throw new ServiceError(
      'UnauthorizedOperation.ImageNotBelongToAccount',
      `ImageId ${id} does not belong to the account`,
    );
  }
  return image;
}

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeImageSharePermission(context, parameters) {
  const image = ownImage(context, parameters.ImageId);
  return {
    SharePermissionSet: (image.shared_with ?? []).map(({ AccountId, CreatedTime }) => ({ CreatedTime, AccountId })),
  };
}

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function modifyImageSharePermission(context, parameters) {
  const { ImageId: id, Permission: permission } = parameters;
  /** @type {string[]} */
  const accounts = [...new Set(/** @type {string[]} */ (parameters.AccountIds))];
  if (permission !== 'SHARE' && permission !== 'CANCEL') {
    throw new ServiceError(
      'InvalidParameterValue',
      `The value \`${permission}\` of Permission is not SHARE or CANCEL.`,
    );
  }
  const image = ownImage(context, id);
  if (image.ImageState !== 'NORMAL') {
    throw new ServiceError('InvalidParameterValue.InvalidImageState', `ImageId ${id} is not in state NORMAL`);
  }
  for (const account of accounts) {
    if (!/^[1-9]\d{4,19}$/.test(account))
      throw new ServiceError('InvalidAccountId.NotFound', `AccountId ${account} is not found`);
  }
  if (permission === 'SHARE') share(context, image, accounts);
  else image.shared_with = (image.shared_with ?? []).filter(({ AccountId }) => !accounts.includes(AccountId));
  context.changed();
  return {};
}

/**
 * @param {Context} context
 * @param {ImageRecord} image
 * @param {string[]} accounts
 */
function share(context, image, accounts) {
  const receivers = image.shared_with ?? [];
  const { AccountId: own, sub_accounts: subAccounts } = context.state.account;
  if (image.LicenseType === 'BYOL') {
    throw new ServiceError('FailedOperation.BYOLImageShareFailed', `ImageId ${image.ImageId} is a BYOL image`);
  }
  for (const account of accounts) {
    if (account === own)
      throw new ServiceError('FailedOperation.AccountIsYourSelf', `AccountId ${account} is your own`);
    if (subAccounts.includes(account))
      throw new ServiceError('FailedOperation.NotMasterAccount', `AccountId ${account} is not a root account`);
    if (receivers.some(({ AccountId }) => AccountId === account)) {
      throw new ServiceError('FailedOperation.AccountAlreadyExists', `AccountId ${account} already receives the image`);
    }
  }
  if (receivers.length + accounts.length > LARGEST_RECEIVERS) {
    throw new ServiceError(
      'OverQuota',
      `ImageId ${image.ImageId} cannot be shared with more than ${LARGEST_RECEIVERS} accounts`,
    );
  }
  const CreatedTime = new Date(context.wall_ms).toISOString().replace(/\.\d+Z$/, 'Z');
  image.shared_with = [...receivers, ...accounts.map((AccountId) => ({ AccountId, CreatedTime }))];
}
