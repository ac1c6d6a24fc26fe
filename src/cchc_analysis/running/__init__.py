"""How work is run: on all cores or a cluster, with progress that is shown and signals that are heard."""
