"""How dates look at the desk, language by language, where Django's own way is not a newspaper's."""
