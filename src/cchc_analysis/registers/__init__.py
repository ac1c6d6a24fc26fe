"""What registers show of the criteria that they can measure, beside what units claim and what is appraised."""
