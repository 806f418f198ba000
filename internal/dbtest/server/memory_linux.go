package server

import "syscall"

const (
	// memoryDir is a directory for everybody whose files are in memory.
	memoryDir = "/dev/shm"
	// memoryNeed is far more than the tests fill. Containers often have only
	// 64 MB there.
	memoryNeed = 2 << 30
)

// roomInMemory reports whether a server's files fit into memoryDir.
func roomInMemory() bool {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(memoryDir, &stat); err != nil {
		return false
	}
	return syscall.Access(memoryDir, 2 /* W_OK */) == nil &&
		uint64(stat.Bavail)*uint64(stat.Bsize) >= memoryNeed
}
