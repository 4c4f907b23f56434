"""The pure conversation engine: flows, sessions, turns. No I/O, no clock, no database, no platform."""
