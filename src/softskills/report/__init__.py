"""What is handed over: the overview page and the figures."""
