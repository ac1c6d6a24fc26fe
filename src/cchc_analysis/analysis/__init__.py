"""Tables in, tables out: nothing here reads or writes a file."""
