# How words are written; the sample is what the catalogue's own test says.
words-sample = { $name }: { $n } forms, { $value }
