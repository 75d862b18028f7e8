"""Credit checks: what a customer may still buy on credit, and why not more."""
