"""From files as received to scores and findings."""
