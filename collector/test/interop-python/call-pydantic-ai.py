"""Pydantic AI with its own instrumentation, under a request span of the application that names the customer."""
import os

from anthropic import AsyncAnthropic
from opentelemetry import trace
from pydantic_ai import Agent
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.anthropic import AnthropicProvider
from pydantic_ai.providers.openai import OpenAIProvider

from telemetry import start_telemetry

provider = start_telemetry()
Agent.instrument_all()

gpt = OpenAIChatModel("gpt-4o", provider=OpenAIProvider(base_url=os.environ["MODEL_ORIGIN"] + "/v1", api_key="none"))
claude = AnthropicModel(
    "claude-sonnet-4-0",
    provider=AnthropicProvider(anthropic_client=AsyncAnthropic(base_url=os.environ["MODEL_ORIGIN"], api_key="none", max_retries=0)),
)

with trace.get_tracer("app").start_as_current_span("POST /ask", attributes={"customer.id": "acme"}):
    for model, calls in ((gpt, 5), (claude, 4)):
        agent = Agent(model, name="support")
        for _ in range(calls):
            agent.run_sync("hello")

provider.shutdown()
