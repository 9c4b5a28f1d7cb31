package shape

// Nearest is the one of names that word was probably meant to be, "" if none is
// near enough to say so.
func Nearest(word string, names []string) string { return nearest(word, names) }
