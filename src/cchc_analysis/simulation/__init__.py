"""Made-up seasons of any size, for benchmarks and for teaching: ``cchc simulate``."""
