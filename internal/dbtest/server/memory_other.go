//go:build !linux

package server

const memoryDir = ""

// roomInMemory reports false: other systems have no directory in memory that
// everybody may use.
func roomInMemory() bool { return false }
