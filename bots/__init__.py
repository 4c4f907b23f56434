"""One platform a file: verify, parse, render, send. Nothing platform-shaped leaves this room."""
