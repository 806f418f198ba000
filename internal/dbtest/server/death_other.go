//go:build unix && !linux

package server

import "syscall"

// setDeathSignal does nothing: only the watchdog guards here.
func setDeathSignal(*syscall.SysProcAttr, syscall.Signal) {}
