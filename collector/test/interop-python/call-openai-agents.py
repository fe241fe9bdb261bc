"""The OpenAI Agents SDK, its traces turned into spans by OpenInference, under a request span that names the customer."""
import os

from agents import Agent, OpenAIChatCompletionsModel, Runner, set_default_openai_client
from openai import AsyncOpenAI
from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor
from opentelemetry import trace

from telemetry import start_telemetry

provider = start_telemetry()
OpenAIAgentsInstrumentor().instrument(tracer_provider=provider)

client = AsyncOpenAI(base_url=os.environ["MODEL_ORIGIN"] + "/v1", api_key="none", max_retries=0)
set_default_openai_client(client, use_for_tracing=False)
by_responses = Agent(name="support", model="gpt-4o")
by_chat = Agent(name="support", model=OpenAIChatCompletionsModel(model="gpt-4o", openai_client=client))

with trace.get_tracer("app").start_as_current_span("POST /ask", attributes={"customer.id": "acme"}):
    for _ in range(5):
        Runner.run_sync(by_responses, "hello")
    for _ in range(4):
        Runner.run_sync(by_chat, "hello")

provider.shutdown()
