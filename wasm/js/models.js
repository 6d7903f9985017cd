// The typed calls: requests and answers with the API's own member names. Only types; nothing runs here. A member that the
// service adds is in the answer all the same. Source: the API's models, cvm 2017-03-12, as 2018-04-19, cbs 2017-03-12,
// region 2022-06-27, sts 2018-08-13.

/**
 * @typedef {{ Key: string, Value: string }} Tag
 * @typedef {{ Name: string, Values: string[] }} Filter
 * @typedef {{ RequestId: string }} Bare
 * @typedef {{ Offset?: number, Limit?: number, Filters?: Filter[] }} Page
 *
 * @typedef {{ SnapshotId: string, DiskUsage: 'SYSTEM_DISK' | 'DATA_DISK' | string, DiskSize: number }} ImageSnapshot
 *
 * @typedef {object} Image
 * @property {string} ImageId
 * @property {string} OsName
 * @property {'PRIVATE_IMAGE' | 'PUBLIC_IMAGE' | 'SHARED_IMAGE' | 'MARKET_IMAGE' | string} ImageType
 * @property {string | null} CreatedTime  ISO 8601, UTC
 * @property {string} ImageName
 * @property {string} ImageDescription
 * @property {number} ImageSize  GiB
 * @property {string} Architecture
 * @property {'NORMAL' | 'CREATING' | 'CREATEFAILED' | 'SYNCING' | 'IMPORTING' | 'IMPORTFAILED' | 'USING' | string} ImageState
 * @property {string} Platform
 * @property {string | null} ImageCreator
 * @property {string} ImageSource
 * @property {number | null} SyncPercent
 * @property {boolean | null} IsSupportCloudinit
 * @property {ImageSnapshot[] | null} SnapshotSet
 * @property {Tag[] | null} [Tags]
 * @property {string} [LicenseType]
 * @property {string | null} [ImageFamily]
 * @property {boolean} [ImageDeprecated]
 *
 * @typedef {{ CreatedTime: string, AccountId: string }} SharePermission
 * @typedef {{ InstanceId: string, InstanceName: string, InstanceState: string, ImageId: string }} Instance
 *
 * @typedef {object} LaunchTemplate
 * @property {string} LaunchTemplateId
 * @property {string} LaunchTemplateName
 * @property {number} DefaultVersionNumber
 * @property {number} LatestVersionNumber
 * @property {number} LaunchTemplateVersionCount
 *
 * @typedef {object} LaunchTemplateVersion
 * @property {string} LaunchTemplateId
 * @property {number} LaunchTemplateVersion
 * @property {boolean} IsDefaultVersion
 * @property {{ ImageId: string }} LaunchTemplateVersionData
 *
 * @typedef {object} LaunchConfiguration
 * @property {string} LaunchConfigurationId
 * @property {string} LaunchConfigurationName
 * @property {string | null} ImageId  either this
 * @property {string | null} [ImageFamily]  or this
 *
 * @typedef {object} BlockSnapshot
 * @property {string} SnapshotId
 * @property {string} SnapshotName
 * @property {string} SnapshotState
 * @property {number} DiskSize
 * @property {number} ImageCount
 * @property {{ ImageId: string, ImageName: string }[] | null} Images
 *
 * @typedef {{ Region: string, RegionName: string, RegionState: string }} Region
 *
 * @typedef {{ ImageIds: string[], DeleteBindedSnap?: boolean, DryRun?: boolean }} DeleteImagesRequest
 * @typedef {Page & { ImageIds?: string[], InstanceType?: string }} DescribeImagesRequest
 * @typedef {{ ImageId: string, AccountIds: string[], Permission: 'SHARE' | 'CANCEL' }} ModifyImageSharePermissionRequest
 * @typedef {Page & { InstanceIds?: string[] }} DescribeInstancesRequest
 * @typedef {Page & { LaunchTemplateIds?: string[] }} DescribeLaunchTemplatesRequest
 *
 * @typedef {object} DescribeLaunchTemplateVersionsRequest
 * @property {string} LaunchTemplateId
 * @property {number[]} [LaunchTemplateVersions]
 * @property {number} [MinVersion]
 * @property {number} [MaxVersion]
 * @property {number} [Offset]
 * @property {number} [Limit]
 * @property {boolean} [DefaultVersion]
 *
 * @typedef {Page & { LaunchConfigurationIds?: string[] }} DescribeLaunchConfigurationsRequest
 * @typedef {Page & { SnapshotIds?: string[] }} DescribeSnapshotsRequest
 */

/** @typedef {import('./client.js').CallOptions} Options */

/**
 * @template Request, Answer
 * @typedef {(params: Request, options?: Options) => Promise<Answer & Bare>} Needs
 */
/**
 * @template Request, Answer
 * @typedef {(params?: Request, options?: Options) => Promise<Answer & Bare>} May
 */

/**
 * @typedef {object} Models
 * @property {Needs<DeleteImagesRequest, {}>} deleteImages
 * @property {May<DescribeImagesRequest, { ImageSet: Image[], TotalCount: number }>} describeImages
 * @property {Needs<{ ImageId: string }, { SharePermissionSet: SharePermission[] }>} describeImageSharePermission
 * @property {Needs<ModifyImageSharePermissionRequest, {}>} modifyImageSharePermission
 * @property {May<{}, { ImageNumQuota: number }>} describeImageQuota
 * @property {Needs<{ ImageFamily: string }, { Image: Image | null }>} describeImageFromFamily
 * @property {May<DescribeInstancesRequest, { InstanceSet: Instance[], TotalCount: number }>} describeInstances
 * @property {May<DescribeLaunchTemplatesRequest, { LaunchTemplateSet: LaunchTemplate[], TotalCount: number }>} describeLaunchTemplates
 * @property {Needs<DescribeLaunchTemplateVersionsRequest, { LaunchTemplateVersionSet: LaunchTemplateVersion[], TotalCount: number }>} describeLaunchTemplateVersions
 * @property {May<DescribeLaunchConfigurationsRequest, { LaunchConfigurationSet: LaunchConfiguration[], TotalCount: number }>} describeLaunchConfigurations
 * @property {May<DescribeSnapshotsRequest, { SnapshotSet: BlockSnapshot[], TotalCount: number }>} describeSnapshots
 * @property {May<{ Product: string }, { RegionSet: Region[], TotalCount: number }>} describeRegions
 * @property {May<{}, { Arn: string, AccountId: string, UserId: string, PrincipalId: string, Type: string }>} getCallerIdentity
 */

export {};
