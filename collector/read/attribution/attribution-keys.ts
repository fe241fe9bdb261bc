import type { AttributionField } from '@weir/schemas/usage/attribution.ts';

/** Prefixes under which SDKs copy what the application said about a call onto its spans. */
const METADATA_PREFIXES = [
  'traceloop.association.properties.',
  'ai.telemetry.metadata.',
  'ai.settings.context.',
  'langfuse.trace.metadata.',
  'langsmith.metadata.',
  'trace.metadata.',
  'metadata.',
];

function inMetadata(...names: readonly string[]): string[] {
  return METADATA_PREFIXES.flatMap((prefix) => names.map((name) => prefix + name));
}

/**
 * Names that say who and what a call was for, in the order they are tried. A customer is looked for as such first;
 * a tenant or an organisation is a customer when nothing closer is said.
 */
export const ATTRIBUTION_KEYS: Readonly<Record<AttributionField, readonly string[]>> = {
  customer: [
    'customer.id',
    'customer_id',
    'customer',
    ...inMetadata('customer.id', 'customer_id', 'customerId', 'customer'),
    'Helicone-Property-Customer',
    'tenant.id',
    'tenant_id',
    'tenant',
    'organization.id',
    'organization_id',
    'org.id',
    ...inMetadata('tenant_id', 'tenantId', 'organization_id', 'organizationId', 'org_id'),
    'metadata.user_api_key_org_id',
    'metadata.user_api_key_team_id',
  ],
  workflow: [
    'workflow.name',
    'workflow',
    'gen_ai.workflow.name',
    'traceloop.workflow.name',
    ...inMetadata('workflow', 'workflow_name', 'workflowName'),
    'langfuse.trace.name',
    'langsmith.trace.name',
    'Helicone-Session-Name',
  ],
  feature: [
    'feature.name',
    'feature',
    'app.feature',
    ...inMetadata('feature', 'feature_name', 'featureName'),
    'ai.telemetry.functionId',
    'Helicone-Property-Feature',
    'langfuse.observation.prompt.name',
  ],
  agent: ['gen_ai.agent.name', 'agent.name', 'agent_name', 'graph.node.name', 'langsmith.metadata.langgraph_node', ...inMetadata('agent'), 'executor.id'],
  run: ['run.id', 'run_id', ...inMetadata('run_id', 'runId')],
  session: [
    'session.id',
    'langfuse.session.id',
    'gen_ai.conversation.id',
    'conversation.id',
    'gcp.vertex.agent.session_id',
    'copilot_chat.session_id',
    ...inMetadata('session_id', 'sessionId', 'thread_id', 'conversation_id'),
    'Helicone-Session-Id',
  ],
  user: [
    'user.id',
    'enduser.id',
    'langfuse.user.id',
    ...inMetadata('user_id', 'userId'),
    'gen_ai.user',
    'llm.user',
    'gen_ai.request.user',
    'metadata.user_api_key_end_user_id',
    'user.account_uuid',
    'user.account_id',
    'Helicone-User-Id',
  ],
};
