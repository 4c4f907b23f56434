"""The same short NPS conversation held by other people's frameworks, durably stored, on the same disk."""
