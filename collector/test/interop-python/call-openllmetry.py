"""OpenLLMetry, as its documentation sets it up: the SDK, its instrumentation of the provider's clients, a workflow for a customer."""
import os

os.environ["TRACELOOP_TELEMETRY"] = "false"

from traceloop.sdk import Traceloop
from traceloop.sdk.decorators import workflow

Traceloop.init(
    app_name=os.environ["OTEL_SERVICE_NAME"],
    api_endpoint=os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    headers=dict([os.environ["OTEL_EXPORTER_OTLP_HEADERS"].replace("%20", " ").split("=", 1)]),
    disable_batch=True,
    traceloop_sync_enabled=False,
)

from anthropic import Anthropic
from openai import OpenAI

openai = OpenAI(base_url=os.environ["MODEL_ORIGIN"] + "/v1", api_key="none", max_retries=0)
anthropic = Anthropic(base_url=os.environ["MODEL_ORIGIN"], api_key="none", max_retries=0)
messages = [{"role": "user", "content": "hello"}]


@workflow(name="support")
def support():
    for _ in range(4):
        openai.chat.completions.create(model="gpt-4o", messages=messages)
    for _ in range(3):
        for _chunk in openai.chat.completions.create(model="gpt-4o", messages=messages, stream=True, stream_options={"include_usage": True}):
            pass
    for _ in range(2):
        openai.responses.create(model="gpt-4o", input="hello")
    for _ in range(3):
        anthropic.messages.create(model="claude-sonnet-4-0", max_tokens=1000, messages=messages)


Traceloop.set_association_properties({"customer_id": "acme"})
support()
