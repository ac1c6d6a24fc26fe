"""Word files to be signed, laid out by Decree 30/2020/NĐ-CP, and the pages' A4 prints."""
