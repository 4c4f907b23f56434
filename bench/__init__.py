"""Throughput against yardsticks that are measured in the same run; nothing here is shipped behaviour."""
