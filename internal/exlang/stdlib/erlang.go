package stdlib

// erlang is the module :erlang. An atom with interpolation, :"part_#{n}", is a
// call of binary_to_atom.
func erlang() functions {
	return functions{"binary_to_atom/2": stringToAtom, "binary_to_existing_atom/2": stringToAtom}
}
