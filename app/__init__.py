"""What a person or a program talks to: the command line, the assistant and the page."""
