"""Settings, wiring, web and command line: the only floor that sees everything."""
