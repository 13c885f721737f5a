"""The nouns of the archive: plain frozen values, no input or output.

Everything above this layer speaks in these words; nothing here imports anything of the package.
"""
