"""The doors of extracts: what stands before a file, and the pages of who asks and who agrees."""
