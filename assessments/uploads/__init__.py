"""What consultants upload, read in processes of their own. Each module is plain Python and runs alone."""
