import { GUANGZHOU } from './sample-guangzhou.js';
import { SHANGHAI_FINANCE, SINGAPORE } from './sample-other-regions.js';
import { ACCOUNT_ID } from './sample-records.js';

const SUB_ACCOUNT_ID = '100000000042';

/** The keys are examples, good for this simulator only. @type {import('./types.js').Credential[]} */
const credentials = [
  {
    secret_id: 'AKIDEXAMPLE0000000000000000000000000',
    secret_key: 'ExampleSecretKey0000000000000000',
    identity: {
      Arn: `qcs::cam::uin/${ACCOUNT_ID}:uin/${ACCOUNT_ID}`,
      AccountId: ACCOUNT_ID,
      UserId: ACCOUNT_ID,
      PrincipalId: ACCOUNT_ID,
      Type: 'CAMUser',
    },
  },
  {
    secret_id: 'AKIDEXAMPLETEMPORARY1111111111111111',
    secret_key: 'ExampleSecretKey1111111111111111',
    token: 'ExampleSessionToken/AAAA+BBBB==',
    identity: {
      Arn: `qcs::sts:${ACCOUNT_ID}:assumed-role/4611686018427387905`,
      AccountId: ACCOUNT_ID,
      UserId: '4611686018427387905:example',
      PrincipalId: '4611686018427387905',
      Type: 'CAMRole',
    },
  },
  {
    secret_id: 'AKIDEXAMPLESUBACCOUNT222222222222222',
    secret_key: 'ExampleSecretKey2222222222222222',
    identity: {
      Arn: `qcs::cam::uin/${ACCOUNT_ID}:uin/${SUB_ACCOUNT_ID}`,
      AccountId: ACCOUNT_ID,
      UserId: SUB_ACCOUNT_ID,
      PrincipalId: SUB_ACCOUNT_ID,
      Type: 'CAMUser',
    },
    denied: ['GetCallerIdentity', 'DescribeLaunchConfigurations'],
  },
];

/** @type {import('./types.js').Seed} */
export const SAMPLE_ACCOUNT = {
  account: { AccountId: ACCOUNT_ID, sub_accounts: [SUB_ACCOUNT_ID] },
  credentials,
  regions: { 'ap-guangzhou': GUANGZHOU, 'ap-singapore': SINGAPORE, 'ap-shanghai-fsi': SHANGHAI_FINANCE },
};
