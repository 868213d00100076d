"""What build_model.py is made of: the teacher, the texts, the recipe, the file."""
