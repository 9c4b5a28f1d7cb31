package render

func newBlock(opts Options) Renderer { return newPlain(opts) }
