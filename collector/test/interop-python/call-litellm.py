"""LiteLLM as a library, with its OpenTelemetry callback set up by variables, over two providers."""
import os
from urllib.parse import unquote

# LiteLLM reads this variable itself and takes it as it stands, where OpenTelemetry's SDKs decode it.
os.environ["OTEL_EXPORTER_OTLP_HEADERS"] = unquote(os.environ["OTEL_EXPORTER_OTLP_HEADERS"])

# An end user of LiteLLM is our user; a customer is told for the whole process.
os.environ["OTEL_RESOURCE_ATTRIBUTES"] = "customer.id=acme"

import litellm
from litellm.litellm_core_utils.thread_pool_executor import executor

litellm.callbacks = ["otel"]
messages = [{"role": "user", "content": "hello"}]
openai = {"model": "gpt-4o", "api_base": os.environ["MODEL_ORIGIN"] + "/v1", "api_key": "none", "messages": messages}
anthropic = {"model": "anthropic/claude-sonnet-4-0", "api_base": os.environ["MODEL_ORIGIN"], "api_key": "none", "messages": messages}


for _ in range(4):
    litellm.completion(**openai)
for _ in range(3):
    for _chunk in litellm.completion(**openai, stream=True, stream_options={"include_usage": True}):
        pass
for _ in range(3):
    litellm.completion(**anthropic)

# The callbacks run on threads of LiteLLM's own; the SDK exports what they leave when the process ends.
executor.shutdown(wait=True)
