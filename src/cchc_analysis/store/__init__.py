"""Tables on disk and in memory, of one season and of many bodies; what each was made from."""
