"""The page people ask on: a Gradio app over an assistant that is already open."""
