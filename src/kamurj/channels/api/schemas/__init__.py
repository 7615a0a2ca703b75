"""The shapes of bodies and answers, as the description shows them; bodies are checked by them."""
