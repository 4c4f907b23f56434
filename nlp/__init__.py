"""Understanding: a transformer reads customers' texts on the operator's own machine."""
