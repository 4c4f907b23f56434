"""Local stand-ins of the platforms' HTTP APIs, for trying everything without an account."""
