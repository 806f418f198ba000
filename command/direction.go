package command

// Direction says whether migrations are applied or undone.
type Direction string

// The two directions, by Ecto's names.
const (
	Up   Direction = "up"
	Down Direction = "down"
)
