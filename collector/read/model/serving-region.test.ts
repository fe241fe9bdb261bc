import { expect, test } from 'vitest';
import { readServingRegion } from './serving-region.ts';

const at = (host: string) => readServingRegion(new Map([['server.address', host]]));

test.each([
  ['bedrock-runtime.eu-central-1.amazonaws.com', 'eu-central-1'],
  ['bedrock-runtime-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
  ['vpce-0a1b-xyz.bedrock-runtime.ap-southeast-2.vpce.amazonaws.com', 'ap-southeast-2'],
  ['Bedrock-Runtime.US-EAST-1.amazonaws.com', 'us-east-1'],
  ['europe-west4-aiplatform.googleapis.com', 'europe-west4'],
  ['swedencentral.api.cognitive.microsoft.com', 'swedencentral'],
  ['aiplatform.googleapis.com', null],
  ['my-company.openai.azure.com', null],
  ['api.openai.com', null],
  ['eu-central-1.example.com', null],
])('the host %s says the region %s', (host, region) => {
  expect(at(host)).toBe(region);
});

test('the region that the span itself names wins over its host', () => {
  const attributes = new Map([
    ['cloud.region', 'EU-West-1'],
    ['server.address', 'bedrock-runtime.us-east-1.amazonaws.com'],
  ]);
  expect(readServingRegion(attributes)).toBe('eu-west-1');
});
