"""When and whether to contact a customer: pure arithmetic over dates, consent, budget and calendar."""
