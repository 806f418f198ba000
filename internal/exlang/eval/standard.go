package eval

// hostModule returns a module of the host; one that it does not have is empty.
func (in *Interp) hostModule(name string) NativeModule {
	m, _ := in.library.Module(name)
	return m
}

// native finds a function of a module of the host.
func (in *Interp) native(module, key string) (Native, bool) {
	n, ok := in.hostModule(module).Functions[key]
	return n, ok
}

// kernel finds a function that needs no name of a module.
func (in *Interp) kernel(key string) (Native, bool) {
	if n, ok := operators[key]; ok {
		return n, true
	}
	return in.native("Kernel", key)
}
