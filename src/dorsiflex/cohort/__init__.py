"""How does a whole table of people become a table of answers, with nothing lost on the way?"""
