import { applyFilters, contains, equals, TAG_FILTERS } from '../filters.js';
import { apiMembers } from '../images.js';
import { page } from '../paging.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').Members} Members */

const LAUNCH_CONFIGURATION_FILTERS = {
  'launch-configuration-id': equals('LaunchConfigurationId'),
  'launch-configuration-name': contains('LaunchConfigurationName'),
  ...TAG_FILTERS,
};

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeLaunchConfigurations(context, parameters) {
  const { LaunchConfigurationIds: ids = [], Filters: filters = [] } = parameters;
  if (ids.length > 0 && filters.length > 0) {
    throw new ServiceError('InvalidParameterConflict', 'LaunchConfigurationIds and Filters cannot be given together.');
  }
  const all = context.data.launch_configurations;
  const matching =
    ids.length > 0
      ? all.filter(({ LaunchConfigurationId: id }) => ids.includes(id))
      : applyFilters(all, filters, LAUNCH_CONFIGURATION_FILTERS);
  return { TotalCount: matching.length, LaunchConfigurationSet: page(matching, parameters).map(apiMembers) };
}
