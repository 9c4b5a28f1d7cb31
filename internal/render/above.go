package render

// warn writes warnings, which end nothing.
func (b *block) warn(f Failure) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.above(func() error { return b.opts.problem(f) })
}

// above writes what stays while the block goes on below it.
func (b *block) above(write func() error) error {
	b.endWait()
	if b.stop != nil {
		columns, _ := b.opts.size()
		if err := b.frame.draw(nil, columns); err != nil {
			return err
		}
	}
	return write()
}
