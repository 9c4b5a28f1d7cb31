package world

// Reset empties the world, as if it had been made now with the same options.
func (w *World) Reset() {
	opts := w.opts
	opts.Start = w.now
	*w = *New(opts)
}
