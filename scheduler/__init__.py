"""What runs when: APScheduler ticks, and the wakes that start work."""
