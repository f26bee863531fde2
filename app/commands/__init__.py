"""The commands of `planchat`, one module each. What is heavy is imported when a command runs."""
