"""Folders and files as they stand on disk."""
