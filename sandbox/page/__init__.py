"""The sandbox's page: phones on the left, the desk on the right, the clock on top."""
