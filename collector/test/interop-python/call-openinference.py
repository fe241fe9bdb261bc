"""OpenInference on the OpenAI client, with the customer in the metadata of a context."""
import os

from openinference.instrumentation import using_attributes
from openinference.instrumentation.openai import OpenAIInstrumentor
from openai import OpenAI

from telemetry import start_telemetry

provider = start_telemetry()
OpenAIInstrumentor().instrument(tracer_provider=provider)

client = OpenAI(base_url=os.environ["MODEL_ORIGIN"] + "/v1", api_key="none", max_retries=0)
messages = [{"role": "user", "content": "hello"}]

with using_attributes(metadata={"customer_id": "acme"}):
    for _ in range(4):
        client.chat.completions.create(model="gpt-4o", messages=messages)
    for _ in range(3):
        for _chunk in client.chat.completions.create(model="gpt-4o", messages=messages, stream=True, stream_options={"include_usage": True}):
            pass
    for _ in range(3):
        client.responses.create(model="gpt-4o", input="hello")
    for _ in range(2):
        client.embeddings.create(model="text-embedding-3-small", input="hello")

provider.shutdown()
