"""Everything at once: random sequences of every operation, with crashes between their steps, and the books after each.

Holds always: a step is refused, or done, or dies in the middle and is done again; nothing else is drawn by chance. What must
be true is what `./kamurj audit` asks of a live database, so that a rule that is missing there is missing here, too.
"""
