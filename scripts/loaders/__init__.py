"""The steps of scripts/clients.py: each runs as a module with the program and a folder to work in."""
