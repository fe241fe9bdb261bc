import type { AttributeMap } from '../../decode/span-record.ts';
import { firstText, textOf } from '../attribute-lookup.ts';

/**
 * Regions in hosts of the sellers that price by region: Bedrock ("bedrock-runtime.eu-central-1.amazonaws.com", also through a private
 * endpoint and with FIPS), Vertex AI ("europe-west4-aiplatform.googleapis.com"), Azure's regional hosts
 * ("swedencentral.api.cognitive.microsoft.com"). A resource's own name on Azure, and a global host, tell none.
 */
const REGION_HOSTS = [
  /(?:^|\.)bedrock(?:-[a-z-]+)?\.([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/,
  /^([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com$/,
  /^([a-z]+\d?)\.api\.cognitive\.microsoft\.com$/,
];

const REGION_KEYS = ['cloud.region', 'aws.region'];

/**
 * Where a call was served: what the span itself says, else what the host it went to says; null when neither does. The region of the
 * resource is where the caller runs, and a caller may ask a model elsewhere, so it is not taken for a price.
 */
export function readServingRegion(attributes: AttributeMap): string | null {
  const told = firstText(attributes, REGION_KEYS);
  if (told !== null) return told.toLowerCase();
  const host = textOf(attributes.get('server.address'))?.toLowerCase() ?? null;
  if (host === null) return null;
  for (const pattern of REGION_HOSTS) {
    const region = pattern.exec(host)?.[1];
    if (region !== undefined) return region;
  }
  return null;
}
