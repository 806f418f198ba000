package source

import "sync"

// once is what is remembered of a file that several migrators share.
type once struct {
	load     func() (*Migration, error)
	checksum func() (string, error)
}

// Shared returns the files such that each of them is read and loaded once,
// however many migrators ask for it, and from whatever goroutine. What was
// loaded is kept for as long as the list is.
func Shared(files []File) []File {
	list := make([]File, len(files))
	for i, f := range files {
		list[i] = f
		if f.loaded == nil && f.once == nil {
			list[i].once = &once{load: sync.OnceValues(f.Load), checksum: sync.OnceValues(f.Checksum)}
		}
	}
	return list
}
