"""Tables to charts, words and pages."""
