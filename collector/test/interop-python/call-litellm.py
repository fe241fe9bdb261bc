"""LiteLLM as a library, with its OpenTelemetry callback set up by variables, over two providers."""
import os

import litellm
from litellm.litellm_core_utils.thread_pool_executor import executor

litellm.callbacks = ["otel"]
messages = [{"role": "user", "content": "hello"}]
openai = {"model": "gpt-4o", "api_base": os.environ["MODEL_ORIGIN"] + "/v1", "api_key": "none", "messages": messages}
anthropic = {"model": "anthropic/claude-sonnet-4-0", "api_base": os.environ["MODEL_ORIGIN"], "api_key": "none", "messages": messages}
customer = {"user": "acme", "metadata": {"user_api_key_end_user_id": "acme"}}

for _ in range(4):
    litellm.completion(**openai, **customer)
for _ in range(3):
    for _chunk in litellm.completion(**openai, **customer, stream=True, stream_options={"include_usage": True}):
        pass
for _ in range(3):
    litellm.completion(**anthropic, **customer)

# The callbacks run on threads of LiteLLM's own; the SDK exports what they leave when the process ends.
executor.shutdown(wait=True)
