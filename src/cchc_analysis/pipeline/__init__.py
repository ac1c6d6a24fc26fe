"""What a command does, step by step: check, report, release."""
