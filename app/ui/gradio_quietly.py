"""Gradio, imported so that it asks no other host: this has to be set before its first import."""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

__all__ = ["gr"]
