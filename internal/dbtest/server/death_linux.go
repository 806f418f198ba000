package server

import "syscall"

// setDeathSignal asks the kernel to signal the process when its owner dies.
func setDeathSignal(attributes *syscall.SysProcAttr, sig syscall.Signal) {
	attributes.Pdeathsig = sig
}
