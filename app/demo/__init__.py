"""The demo: a sample year of a travel company, a scripted tour, and local stand-ins of the platforms."""
