import { applyFilters, equals } from '../filters.js';
import { page } from '../paging.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').LaunchTemplateRecord} LaunchTemplateRecord */
/** @typedef {import('../types.js').Members} Members */

const DEFAULT_MAX_VERSION = 30;
const LAUNCH_TEMPLATE_FILTERS = {
  LaunchTemplateId: equals('LaunchTemplateId'),
  LaunchTemplateName: equals('LaunchTemplateName'),
};

/** @param {LaunchTemplateRecord} template */
const latestVersion = ({ versions }) => Math.max(...versions.map((version) => version.LaunchTemplateVersion));

/**
 * @param {LaunchTemplateRecord} template
 * @returns {Members}
 */
function launchTemplateInfo(template) {
  return {
    LatestVersionNumber: latestVersion(template),
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    DefaultVersionNumber: template.default_version,
    LaunchTemplateVersionCount: template.versions.length,
    CreatedBy: template.CreatedBy,
    CreationTime: template.CreationTime,
  };
}

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeLaunchTemplates(context, parameters) {
  const { LaunchTemplateIds: ids = [], Filters: filters = [] } = parameters;
  if (ids.length > 0 && filters.length > 0) {
    throw new ServiceError('InvalidParameterConflict', 'LaunchTemplateIds and Filters cannot be given together.');
  }
  const templates = context.data.launch_templates;
  const matching =
    ids.length > 0
      ? ids.map((/** @type {string} */ id) => findTemplate(context, id))
      : applyFilters(templates, filters, LAUNCH_TEMPLATE_FILTERS);
  return { TotalCount: matching.length, LaunchTemplateSet: page(matching, parameters).map(launchTemplateInfo) };
}

/**
 * @param {Context} context
 * @param {string} id
 * @returns {LaunchTemplateRecord}
 */
function findTemplate(context, id) {
  if (!/^lt-[0-9a-z]{8}$/.test(id)) {
    throw new ServiceError('InvalidParameterValue.LaunchTemplateIdMalformed', `LaunchTemplateId ${id} is malformed`);
  }
  const template = context.data.launch_templates.find((candidate) => candidate.LaunchTemplateId === id);
  if (!template)
    throw new ServiceError('InvalidParameterValue.LaunchTemplateIdNotExisted', `LaunchTemplateId ${id} does not exist`);
  return template;
}

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeLaunchTemplateVersions(context, parameters) {
  const template = findTemplate(context, parameters.LaunchTemplateId);
  const matching = chosenVersions(template, parameters).sort(
    (a, b) => a.LaunchTemplateVersion - b.LaunchTemplateVersion,
  );
  const answer = (/** @type {Members} */ version) => ({
    LaunchTemplateVersion: version.LaunchTemplateVersion,
    LaunchTemplateVersionData: version.LaunchTemplateVersionData,
    CreationTime: version.CreationTime,
    LaunchTemplateId: template.LaunchTemplateId,
    IsDefaultVersion: version.LaunchTemplateVersion === template.default_version,
    LaunchTemplateVersionDescription: version.LaunchTemplateVersionDescription ?? '',
    CreatedBy: version.CreatedBy ?? template.CreatedBy,
  });
  return { TotalCount: matching.length, LaunchTemplateVersionSet: page(matching, parameters).map(answer) };
}

/**
 * Without paging the service stops at version 30: newer ones are seen only by who asks with Offset and Limit, or by number.
 * @param {LaunchTemplateRecord} template
 * @param {Members} parameters
 * @returns {Members[]}
 */
function chosenVersions(template, parameters) {
  const {
    LaunchTemplateVersions: numbers = [],
    MinVersion: lowest,
    MaxVersion: highest,
    Offset: offset,
    Limit: limit,
    DefaultVersion: onlyDefault,
  } = parameters;
  if (numbers.length > 0) {
    if ([lowest, highest, offset, limit, onlyDefault].some((value) => value !== undefined)) {
      throw new ServiceError(
        'InvalidParameterConflict',
        'LaunchTemplateVersions excludes MinVersion, MaxVersion, Offset, Limit and DefaultVersion.',
      );
    }
    return numbers.map((/** @type {number} */ number) => findVersion(template, number));
  }
  if (onlyDefault) return [findVersion(template, template.default_version)];
  const paged = offset !== undefined || limit !== undefined;
  const top = highest ?? (paged ? Infinity : DEFAULT_MAX_VERSION);
  return template.versions.filter(({ LaunchTemplateVersion: number }) => number >= (lowest ?? 0) && number <= top);
}

/**
 * @param {LaunchTemplateRecord} template
 * @param {number} number
 */
function findVersion(template, number) {
  const version = template.versions.find((candidate) => candidate.LaunchTemplateVersion === number);
  if (!version)
    throw new ServiceError(
      'InvalidParameterValue.LaunchTemplateIdVerNotExisted',
      `Version ${number} of ${template.LaunchTemplateId} does not exist`,
    );
  return version;
}
