"""The sample scans themselves, by subject."""
