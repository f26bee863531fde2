"""What a chat model is told: one Markdown file per purpose, read by `app.writers.prompt`."""
