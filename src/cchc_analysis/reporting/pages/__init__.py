"""Notebooks run, what they show framed as pages, pages checked."""
